/** Where views are followed: queue.v1 over a WebSocket, from the server that the page is from. */
const SUBPROTOCOL = "queue.v1";

/** Opens a connection; nothing is asked for yet. */
export function openStream() {
  const url = new URL("/api/v1/stream", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(url, [SUBPROTOCOL]);
}
