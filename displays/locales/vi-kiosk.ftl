### Lời riêng của ki-ốt; phần chung ở vi.ftl.

kiosk-contrast = Tương phản cao
kiosk-done = Xong
kiosk-found = Tìm thấy { $count }
kiosk-left = còn { $count } số hôm nay
kiosk-none-left = Đã hết số của hôm nay
kiosk-last-ticket = Buổi này cấp số đến { $time }
kiosk-not-ready = Chưa đủ, để hôm khác
kiosk-care = Tôi đi lại chậm hoặc khó nhìn, khó nghe: xin gọi lâu hơn
kiosk-by-card = theo thẻ

kiosk-scan = Có thẻ căn cước? Đưa mã QR vào máy quét.
kiosk-card-reading = Đang đọc thẻ…
kiosk-card-known = Đã nhận thẻ. Không lưu thông tin trên thẻ.
kiosk-card-suggests = Đã chọn sẵn diện ưu tiên theo tuổi; ông/bà có thể đổi.
kiosk-card-forget = Không dùng thẻ
kiosk-card-insurance = Đây là thẻ bảo hiểm y tế. Xin quét thẻ căn cước, hoặc lấy số không cần thẻ.
kiosk-card-other = Không đọc được mã này. Xin quét lại mã QR trên thẻ căn cước, hoặc lấy số không cần thẻ.
kiosk-card-composing = Máy quét bị bộ gõ tiếng Việt làm sai. Xin báo bàn hướng dẫn tắt bộ gõ; ông/bà vẫn lấy số được không cần thẻ.
kiosk-card-failed = Chưa kiểm tra được thẻ. Xin quét lại, hoặc lấy số không cần thẻ.

kiosk-held = Ông/bà đang có số
kiosk-held-waiting = Đang chờ đến lượt.
kiosk-held-called = Đang được mời!
kiosk-held-serving = Đang được phục vụ.
kiosk-held-parked = Đang chờ ông/bà bổ sung giấy tờ.
kiosk-held-at = Mời đến Quầy { $counter }.
kiosk-held-help = Mỗi người giữ một số. Nếu mất phiếu hoặc muốn đổi việc, xin gặp bàn hướng dẫn.

kiosk-still = Ông/bà còn ở đây không?
kiosk-still-left = Sau { $seconds } giây màn hình trở về ban đầu
kiosk-still-yes = Còn, làm tiếp

kiosk-breath = Ki-ốt tạm nghỉ một chút
kiosk-breath-left = Xin chờ { $seconds } giây
kiosk-breath-help = Vừa có nhiều số được lấy liền nhau. Nếu cần ngay, xin gọi người hướng dẫn.

kiosk-pin = Mã của người trực
kiosk-pin-open = Mở
kiosk-attendant = Người trực ki-ốt
kiosk-attendant-lifted = Đã bỏ thời gian chờ của ki-ốt này.
kiosk-attendant-on = Cho công dân dùng tiếp
kiosk-attendant-reload = Nạp lại trang
kiosk-attendant-leave = Rời ki-ốt
problem-wrong-pin = Mã không đúng.
problem-no-kiosk-pin = Chưa đặt mã cho bộ phận này. Quản trị đặt mã ở trang quản trị.

# lời trên màn hình và giấy
kiosk-welcome = Ông/bà cần làm việc gì?
kiosk-search = Tìm thủ tục
kiosk-search-hint = gõ tên thủ tục, không cần dấu
kiosk-search-none = Không tìm thấy. Xin thử từ khác hoặc hỏi bàn hướng dẫn.
kiosk-space = dấu cách
kiosk-delete = xóa
kiosk-home = Về màn hình đầu
kiosk-large-text = Cỡ chữ to
kiosk-usual-text = Cỡ chữ thường
kiosk-wait = dự kiến chờ { $range }
kiosk-stopped = Tạm dừng cấp số
kiosk-papers = Ông/bà đã có đủ?
kiosk-print-list = In danh sách
kiosk-list-printing = Đang in danh sách…
kiosk-list-printed = Mời ông/bà lấy danh sách ở khe giấy.
kiosk-list-failed = Không in được danh sách: { $why }. Xin chụp ảnh màn hình hoặc gặp bàn hướng dẫn.
kiosk-list-unknown = Chưa rõ danh sách đã in ra hay chưa: { $why }
kiosk-priority = Ông/bà có thuộc diện ưu tiên không?
kiosk-take = Lấy số
kiosk-or-service = Hoặc chọn đúng thủ tục
kiosk-your-number = Số của ông/bà
kiosk-ahead = người chờ trước
kiosk-slip-ahead = { $count } người chờ trước
kiosk-expected = dự kiến chờ
kiosk-watch = Vui lòng theo dõi màn hình và loa
kiosk-qr = Quét mã để theo dõi số trên điện thoại
kiosk-hotline = Điện thoại: { $number }
kiosk-offline = Ki-ốt đang mất kết nối
kiosk-offline-help = Xin ông/bà gặp bàn hướng dẫn để lấy số. Ki-ốt đang tự kết nối lại.
kiosk-closed-before = Chưa đến giờ cấp số
kiosk-closed-break = Nghỉ trưa
kiosk-closed-last-ticket-out = Đã hết giờ cấp số của buổi này
kiosk-closed-after = Đã hết giờ làm việc
kiosk-closed-closed-today = Hôm nay không làm việc
kiosk-closed-stopped = Đã tạm dừng cấp số
kiosk-slip-valid = Số chỉ có giá trị trong ngày
kiosk-paper-printing = Đang in phiếu…
kiosk-paper-printed = Mời ông/bà lấy phiếu
kiosk-paper-failed = Không in được phiếu: { $why }
kiosk-paper-unknown = Chưa rõ phiếu đã in ra hay chưa: { $why }
kiosk-paper-keep = Số vẫn có hiệu lực. Xin quét mã để giữ số, hoặc gặp bàn hướng dẫn.
kiosk-paper-again = In lại
kiosk-paper-none = Chưa in được phiếu ({ $why }). Số vẫn được cấp và hiện trên màn hình.

kiosk-wait-unknown = chưa đủ dữ liệu để ước tính
kiosk-hold = Giữ thêm
kiosk-earlier = Đây là số của lần nhấn trước, khi chưa có trả lời. Nếu cần số khác, xin gặp bàn hướng dẫn.
kiosk-no-answer = Chưa có trả lời từ máy chủ. Xin nhấn “Lấy số” lần nữa: số đã lấy, nếu có, sẽ hiện ra; không thành hai số.
kiosk-closed-used-up = Đã hết số của hôm nay
kiosk-slip-copy = BẢN IN LẠI

kiosk-card-type = Nhập 12 số
kiosk-card-number = Số căn cước
kiosk-card-sides = Mã QR ở góc mặt trước hoặc mặt sau, tùy loại thẻ. Không quét được thì nhập 12 số trên thẻ.
kiosk-card-digits = đã nhập { $count }/{ $of } số
kiosk-card-use = Dùng số này
kiosk-card-without = Không dùng thẻ
kiosk-card-full = Ông/bà đã lấy đủ số lượt của hôm nay. Nếu còn việc, xin gặp bàn hướng dẫn.

kiosk-attendant-printer = Máy in: { $state }
kiosk-attendant-no-printer = Ki-ốt này không có máy in.
kiosk-attendant-again = In lại phiếu { $label }

# lời từ chối khi lấy số
problem-issuing-closed = Hiện không cấp số.
problem-issuing-stopped = Đã tạm dừng cấp số.
problem-numbers-exhausted = Hôm nay đã hết số của lĩnh vực này.
problem-daily-cap-reached = Lĩnh vực này đã đủ số lượt của hôm nay.
problem-person-has-ticket = Ông/bà đang có một phiếu chưa xong.
problem-person-cap-reached = Ông/bà đã lấy đủ số lượt cho hôm nay.
problem-too-many-open = Đang có quá nhiều phiếu chưa xong. Xin gặp bàn hướng dẫn.
problem-not-own-print = Ki-ốt chỉ in lại được số vừa lấy tại đây.
