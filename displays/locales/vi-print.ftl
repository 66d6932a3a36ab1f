### Lời về máy in và phiếu in, cho những trang in được.

printer-ok = sẵn sàng
printer-paper-low = sắp hết giấy
printer-paper-out = hết giấy
printer-cover-open = nắp máy in đang mở
printer-fault = máy in báo lỗi
printer-unreachable = không kết nối được máy in
printer-silent = không báo trạng thái
printer-unknown = chưa kiểm tra
printer-busy = quá nhiều phiếu đang chờ in
printer-slow = máy in không nhận thêm
printer-cut-off = mất kết nối khi đang in
printer-lost = máy chủ dừng khi đang in
printer-gone = máy in không còn trong thiết lập
problem-unknown-printer = Không có máy in này.
problem-print-under-way = Phiếu này đang được in.
problem-too-many-prints = Phiếu này đã in đủ số lần.
problem-no-printer = Chưa thiết lập máy in.
problem-no-papers = Thủ tục này chưa có danh sách giấy tờ.
