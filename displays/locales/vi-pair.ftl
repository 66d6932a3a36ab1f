# Ghép thiết bị mới: màn hình sảnh, màn hình quầy, ki-ốt.
pair-title = { $kind ->
    [kiosk] Ghép ki-ốt này với sảnh
    [counter] Ghép màn hình quầy này với sảnh
   *[other] Ghép màn hình này với sảnh
  }
pair-kind = { $kind ->
    [kiosk] Ki-ốt
    [counter] Màn hình quầy
    [announcer] Loa
   *[other] Màn hình sảnh
  }
pair-code = Mã ghép
pair-match = Số đối chiếu
pair-qr = Mã QR mở trang quản trị
pair-step-1 = Quét mã QR, hoặc mở trang quản trị
pair-step-2 = Vào mục Thiết bị, nhập mã ghép.
pair-step-3 = So số đối chiếu rồi cho phép.
pair-waiting = Đang chờ quản trị cho phép · mã còn dùng được { $minutes } phút
pair-asking = Đang xin mã ghép…
pair-expired = Mã đã hết hạn. Đang lấy mã mới…
pair-refused = Quản trị đã từ chối thiết bị này.
pair-anew = Xin mã mới
pair-away = Chưa kết nối được máy chủ. Đang thử lại…
problem-unknown-user-code = Không có màn hình nào đang hiện mã này, hoặc mã đã hết hạn. Hãy xem lại mã trên màn hình.
problem-other-device = Số đối chiếu không khớp: đây không phải thiết bị ông/bà đang nhìn thấy. Đừng cho phép.
problem-unknown-device = Không có thiết bị này.
problem-too-many-pairings = Đang có quá nhiều màn hình chờ ghép. Hãy cho phép hoặc từ chối bớt, hoặc chờ vài phút.
hall-pair = Màn hình này chưa được ghép với một sảnh. Hãy mở bằng liên kết hoặc mã do quản trị cấp.
