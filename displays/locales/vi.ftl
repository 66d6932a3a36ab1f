### Lời của các trang. Ngắn, lịch sự, chủ động; "công dân" hoặc "ông/bà".

## Dùng chung

range-unknown = chưa đủ dữ liệu
range-under = dưới { $high } phút
range-between = { $low }–{ $high } phút
counter = Quầy { $number }
people = { $count } người
people-waiting = { $count } người chờ
minutes-short = { $minutes }′
no = Không
yes = Có
back = Quay lại
close = Đóng
cancel = Hủy
search = Tìm
language-name = Tiếng Việt
loading = Đang tải…

connection-live = trực tuyến
connection-connecting = đang kết nối…
connection-behind = Dữ liệu lúc { $time }
connection-offline = Mất kết nối · dữ liệu lúc { $time } · thử lại lần { $attempts }
connection-never = Chưa kết nối được · thử lại lần { $attempts }
ended = Máy chủ đã dừng kết nối này (mã { $code })
ended-4100 = Trang này không cùng phiên bản với máy chủ. Hãy tải lại trang.
ended-4101 = Phiên đăng nhập đã hết. Hãy đăng nhập lại.
ended-4103 = Tài khoản hoặc thiết bị này không được xem trang này.
ended-4104 = Không có khu vực hoặc quầy này.
ended-4110 = Liên kết này đã hết hạn.

busy-sending = Đang gửi…
busy-waiting = Chưa có trả lời, đang thử lại…
try-again = Thử lại

login-title = Đăng nhập
login-name = Tên đăng nhập
login-password = Mật khẩu
login-submit = Đăng nhập
login-out = Đăng xuất

## Lời từ chối, theo mã

problem-unknown = Không thực hiện được. Hãy thử lại hoặc báo người phụ trách.
problem-no-answer = Không có trả lời nên chưa biết đã thực hiện hay chưa. Hãy xem lại màn hình trước khi nhấn lần nữa.
problem-unauthorized = Chưa đăng nhập hoặc phiên đã hết.
problem-wrong-password = Tên đăng nhập hoặc mật khẩu không đúng.
problem-forbidden = Tài khoản này không được làm việc đó.
problem-code-used = Mã này đã dùng hoặc đã hết hạn. Hãy lấy mã mới.
problem-not-found = Không tìm thấy.
problem-too-many-requests = Quá nhiều yêu cầu. Hãy chờ một lát.
problem-key-reused = Yêu cầu này trùng khóa với một yêu cầu khác. Hãy tải lại trang.
problem-body-too-large = Nội dung gửi quá dài.
problem-bad-request = Nội dung gửi không đúng.
problem-unavailable = Máy chủ đang bận. Hãy chờ một lát.
problem-unknown-hall = Không có bộ phận này.
problem-unknown-group = Không có lĩnh vực này.
problem-unknown-service = Không có thủ tục này.
problem-unknown-class = Không có diện ưu tiên này.
problem-unknown-counter = Không có quầy này.
problem-unknown-zone = Không có khu vực này.
problem-unknown-ticket = Không có phiếu này trong ngày hôm nay.
problem-unknown-item = Không còn gì để hiển thị hoặc đọc.
problem-not-configured = Bộ phận này chưa được thiết lập.
problem-bad-config = Thiết lập này không dùng được.
problem-issuing-closed = Hiện không cấp số.
problem-issuing-stopped = Đã tạm dừng cấp số.
problem-numbers-exhausted = Hôm nay đã hết số của lĩnh vực này.
problem-daily-cap-reached = Lĩnh vực này đã đủ số lượt của hôm nay.
problem-person-has-ticket = Ông/bà đang có một phiếu chưa xong.
problem-person-cap-reached = Ông/bà đã lấy đủ số lượt cho hôm nay.
problem-too-many-open = Đang có quá nhiều phiếu chưa xong. Xin gặp bàn hướng dẫn.
problem-counter-closed = Quầy đang đóng. Hãy mở quầy trước.
problem-counter-paused = Quầy đang tạm ngưng. Hãy mở lại quầy trước.
problem-counter-open = Quầy đang mở rồi.
problem-counter-busy = Quầy còn người. Hãy hoàn thành trước.
problem-stale-screen = Màn hình chưa kịp cập nhật; chưa làm gì cả. Hãy xem lại rồi nhấn lần nữa.
problem-nobody-here = Quầy chưa gọi ai.
problem-ticket-state = Phiếu đang ở trạng thái khác nên không làm được.
problem-no-show-too-early = Chưa được ghi vắng mặt: cần gọi thêm hoặc chờ thêm.
problem-too-many-calls = Số này đã gọi đủ số lần.
problem-too-many-push-backs = Phiếu này đã lùi đủ số lần.
problem-nobody-behind = Không có ai phía sau để nhường.
problem-out-of-range = Giá trị ngoài giới hạn cho phép.
problem-already-rated = Phiếu này đã được đánh giá.
problem-nothing-to-undo = Không có bước nào hoàn tác được.
problem-unauthenticated = Chưa đăng nhập, hoặc thông tin đăng nhập không đúng.
problem-wrong-secret = Tên đăng nhập, mật khẩu hoặc mã không đúng.
problem-busy = Máy chủ đang bận. Hãy chờ một lát.
problem-internal = Máy chủ gặp lỗi bên trong. Hãy báo quản trị.
problem-in-doubt = Chưa biết lệnh đã được ghi hay chưa. Hãy xem lại màn hình.
problem-foreign-page = Trang này không thuộc máy chủ này.
problem-too-fast = Nhấn quá nhanh. Hãy chờ một lát.
problem-login-delayed = Sai mật khẩu hoặc mã quá nhiều lần. Hãy chờ một lát rồi thử lại.
problem-idempotency-key-missing = Yêu cầu thiếu khóa. Hãy tải lại trang.
problem-unsupported-media-type = Nội dung gửi không đúng dạng.

## Màn hình sảnh

hall-nobody = không có người chờ
hall-issuing-from = Cấp số từ { $time }
hall-pair = Màn hình này chưa được ghép với một sảnh. Hãy mở bằng liên kết hoặc mã do quản trị cấp.
desk-free = Sẵn sàng
desk-paused = Tạm ngưng
desk-closed = Quầy đóng

## Lời gọi

delivery-unsaid = chưa đọc được: { $why }
unsaid-old = quá muộn để đọc
unsaid-withdrawn = lượt gọi đã rút lại
unsaid-quiet = đang giờ yên lặng
unsaid-no-device = loa không hoạt động
unsaid-no-clips = thiếu tệp giọng đọc
unsaid-stalled = bị ngắt giữa chừng
unsaid-blocked = trình duyệt chặn âm thanh
unsaid-overdue = quá hạn

## Điện thoại của công dân

ticket-number = Số của ông/bà
ticket-no-link = Trang này mở từ mã QR trên phiếu. Xin quét lại mã trên phiếu của ông/bà.
ticket-over = Liên kết này đã hết hạn
ticket-over-help = Số thứ tự chỉ dùng trong ngày lấy số. Nếu vẫn cần làm thủ tục, xin lấy số mới tại ki-ốt.
ticket-ahead = Người chờ trước
ticket-wait = Dự kiến chờ
ticket-advice-next = Ông/bà là người kế tiếp. Xin đến gần quầy.
ticket-advice-stay = Sắp đến lượt. Xin ở trong sảnh và theo dõi màn hình.
ticket-advice-near = Xin ở gần sảnh và theo dõi trang này.
ticket-advice-far = Ông/bà còn thời gian. Xin quay lại trước khi gần đến lượt.
ticket-break = Quầy làm việc từ { $time }; số của ông/bà vẫn được giữ.
ticket-called = Đến lượt ông/bà. Mời đến
ticket-counter = Quầy
ticket-serving = Đang được phục vụ tại Quầy { $counter }
ticket-parked = Đang chờ ông/bà bổ sung giấy tờ
ticket-parked-until = Xin quay lại trước { $time } (còn { $minutes } phút)
ticket-parked-late = Đã quá giờ hẹn { $time }. Xin đến quầy hoặc bàn hướng dẫn ngay.
ticket-parked-back = Khi quay lại, xin báo cán bộ Quầy { $counter }. Ông/bà không phải lấy số mới.
ticket-push-back = Nhường cho người sau
ticket-push-back-sure = Nhường { $places } người phía sau lên trước? Không lấy lại được. Còn { $count } lần.
ticket-push-back-yes = Nhường
ticket-on-my-way = Tôi đang đến
ticket-on-my-way-said = Xin đi thong thả. Quầy đợi ông/bà.
ticket-leave = Rời hàng
ticket-leave-sure = Rời hàng thì số này không được gọi nữa. Ông/bà chắc chắn chứ?
ticket-leave-yes = Rời hàng
ticket-leave-no = Ở lại chờ
ticket-sound = Bật rung và chuông
ticket-sound-now = Bật chuông
ticket-sound-again = Chạm để bật lại rung và chuông
ticket-sound-touch = Điện thoại chỉ rung và kêu sau khi ông/bà chạm nút này.
ticket-sound-on = Đã bật rung và chuông. Xin để trang này mở.
ticket-sound-on-flash = Đã bật chuông; khi đến lượt màn hình nháy. Xin để trang này mở.
ticket-hotline = Điện thoại: { $number }
ticket-done-served = Đã hoàn thành. Cảm ơn ông/bà.
ticket-done-no-show = Số này đã được gọi nhưng không có người đến. Xin báo bàn hướng dẫn để được xếp lại.
ticket-done-left = Ông/bà đã rời hàng. Nếu nhấn nhầm, xin báo bàn hướng dẫn để vào lại đúng chỗ.
ticket-done-cancelled = Số này đã được hủy. Nếu cần, xin hỏi bàn hướng dẫn.
ticket-done-void = Số này đã bị xóa vì bấm nhầm.
ticket-done-expired = Số này hết hạn cùng ngày làm việc. Xin lấy số mới.
ticket-rate = Ông/bà hài lòng đến mức nào?
ticket-comment = Góp ý (không bắt buộc; xin đừng ghi số giấy tờ)
ticket-rate-send = Gửi đánh giá
ticket-rated = Đã ghi nhận: { $words }. Xin cảm ơn.
score-1 = Rất không hài lòng
score-2 = Không hài lòng
score-3 = Bình thường
score-4 = Hài lòng
score-5 = Rất hài lòng

# giấy in
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
problem-no-papers = Thủ tục này chưa có danh sách giấy tờ.
problem-no-printer = Chưa thiết lập máy in.
problem-not-own-print = Ki-ốt chỉ in lại được số vừa lấy tại đây.

# vì sao số khác được gọi trước
fair-because-chosen = cán bộ gọi đích danh, ngoài thứ tự
fair-because-guarantee = đã chờ quá mức bảo đảm { $minutes } phút
fair-because-held = số đang xem được giữ cho một quầy khác
fair-because-kept = được giữ cho đúng quầy vừa gọi
fair-because-returned = đã bổ sung giấy tờ xong, giữ giờ lấy số ban đầu
fair-because-transferred = được chuyển tiếp từ quầy khác, giữ giờ lấy số ban đầu
fair-because-reinstated = được cho vào lại hàng, giữ giờ lấy số ban đầu
fair-because-moved = được đổi sang hàng này, giữ giờ lấy số ban đầu
fair-because-pushed-back = số đang xem đã nhường cho người sau
fair-because-priority = thuộc diện ưu tiên
fair-because-ordinary-turn = đến lượt người không ưu tiên, xen giữa các số ưu tiên
fair-because-arrival = theo thứ tự của hàng
fair-helped = quầy của hàng khác hỗ trợ
ticket-why = Vì sao tôi chưa được gọi?
ticket-why-sum = { $earlier } người lấy số trước ông/bà đã được gọi; { $later } người lấy số sau đã được gọi trước.
ticket-why-nobody = Chưa có số nào lấy sau mà được gọi trước ông/bà.
ticket-why-call = { $label }, gọi lúc { $time }: { $because }
ticket-why-failed = Chưa xem được lúc này. Xin thử lại sau ít phút.
