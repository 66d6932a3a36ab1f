### Lời của các trang. Ngắn, lịch sự, chủ động; "công dân" hoặc "ông/bà".

## Dùng chung

range-unknown = chưa đủ dữ liệu
range-under = dưới { $high } phút
range-between = { $low }–{ $high } phút
counter = Quầy { $number }
people-waiting = { $count } người chờ
no = Không
back = Quay lại
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

## Lời từ chối, theo mã

problem-unknown = Không thực hiện được. Hãy thử lại hoặc báo người phụ trách.
problem-no-answer = Không có trả lời nên chưa biết đã thực hiện hay chưa. Hãy xem lại màn hình trước khi nhấn lần nữa.
problem-unauthorized = Chưa đăng nhập hoặc phiên đã hết.
problem-forbidden = Tài khoản này không được làm việc đó.
problem-not-found = Không tìm thấy.
problem-too-many-requests = Quá nhiều yêu cầu. Hãy chờ một lát.
problem-key-reused = Yêu cầu này trùng khóa với một yêu cầu khác. Hãy tải lại trang.
problem-bad-request = Nội dung gửi không đúng.
problem-unavailable = Máy chủ đang bận. Hãy chờ một lát.
problem-unknown-hall = Không có bộ phận này.
problem-unknown-group = Không có lĩnh vực này.
problem-unknown-ticket = Không có phiếu này trong ngày hôm nay.
problem-ticket-state = Phiếu đang ở trạng thái khác nên không làm được.
problem-too-many-push-backs = Phiếu này đã lùi đủ số lần.
problem-nobody-behind = Không có ai phía sau để nhường.
problem-already-rated = Phiếu này đã được đánh giá.
problem-unauthenticated = Chưa đăng nhập, hoặc thông tin đăng nhập không đúng.
problem-busy = Máy chủ đang bận. Hãy chờ một lát.
problem-internal = Máy chủ gặp lỗi bên trong. Hãy báo quản trị.
problem-in-doubt = Chưa biết lệnh đã được ghi hay chưa. Hãy xem lại màn hình.
problem-too-fast = Nhấn quá nhanh. Hãy chờ một lát.
problem-login-delayed = Sai mật khẩu hoặc mã quá nhiều lần. Hãy chờ một lát rồi thử lại.

## Màn hình sảnh

hall-nobody = không có người chờ
hall-issuing-from = Cấp số từ { $time }
desk-free = Sẵn sàng
desk-paused = Tạm ngưng
desk-closed = Quầy đóng

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

# vì sao số khác được gọi trước
ticket-why = Vì sao tôi chưa được gọi?
ticket-why-failed = Chưa xem được lúc này. Xin thử lại sau ít phút.
