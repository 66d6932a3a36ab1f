### Lời riêng của ki-ốt: thẻ, chữ to, người trực. Phần chung ở vi.ftl.

kiosk-contrast = Tương phản
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
kiosk-still-left = Về đầu sau { $seconds } giây
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
problem-login-delayed = Sai mã quá nhiều lần. Hãy chờ một lát.
