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

sound-blocked = Trình duyệt đang chặn âm thanh. Chạm vào màn hình hoặc nhấn một phím để bật.

## Lời từ chối, theo mã

problem-unknown = Không thực hiện được. Hãy thử lại hoặc báo người phụ trách.
problem-no-answer = Không có trả lời nên chưa biết đã thực hiện hay chưa. Hãy xem lại màn hình trước khi nhấn lần nữa.
problem-unauthorized = Chưa đăng nhập hoặc phiên đã hết.
problem-bad-credentials = Tên đăng nhập hoặc mật khẩu không đúng.
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
problem-held-elsewhere = Phiếu này đang được giữ cho quầy khác.

## Màn hình sảnh

hall-invite = Mời công dân số
hall-history = Vừa gọi
hall-recall = gọi lại
hall-calling = đang mời
hall-serving = đang phục vụ
hall-missed = đã gọi
hall-past = xong
hall-waiting = Đang chờ
hall-nobody = không có người chờ
hall-ticker = Mời ông/bà lấy số và theo dõi màn hình, loa. Xin cảm ơn.
hall-issuing-from = Cấp số từ { $time }
hall-opens = Quầy làm việc từ { $time }
hall-calm-waiting = Mời ông/bà theo dõi số trên màn hình
hall-calm-before = Chưa đến giờ làm việc
hall-calm-break = Nghỉ trưa
hall-calm-last-ticket-out = Đã hết giờ cấp số của buổi này
hall-calm-after = Đã hết giờ làm việc
hall-calm-closed-today = Hôm nay không làm việc
hall-pair = Màn hình này chưa được ghép với một sảnh. Hãy mở bằng liên kết hoặc mã do quản trị cấp.
hall-pair-again = Hãy mở lại màn hình này bằng liên kết hoặc mã do quản trị cấp.
desk-invite = Mời công dân số
desk-serving = Đang phục vụ
desk-free = Sẵn sàng
desk-paused = Tạm ngưng
desk-closed = Quầy đóng
