//! Headers that every answer carries.

use axum::extract::Request;
use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// Nothing from outside the building, nothing inline; pictures may be data, because QR codes and chimes are made in the page.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'self'";

/// Puts the headers on an answer. A file of the hall's own media brings a policy that is stricter, and may stand in its own slides.
pub fn put(headers: &mut HeaderMap) {
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    let resources = HeaderName::from_static("cross-origin-resource-policy");
    headers.entry(resources).or_insert(HeaderValue::from_static("same-origin"));
}

/// Puts the headers on every answer; answers of the API are not kept by any cache unless they say so themselves.
pub async fn every_answer(request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/v1/");
    let mut response = next.run(request).await;
    put(response.headers_mut());
    if api && !response.headers().contains_key("cache-control") {
        response.headers_mut().insert("cache-control", HeaderValue::from_static("no-store"));
    }
    response
}
