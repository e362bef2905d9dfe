// SPDX-License-Identifier: Apache-2.0
// The WebSocket: comes back by itself, from where it was, and says how old the picture is meanwhile.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5_000;
/** The server sends something each second. */
const STALE_AFTER = 4_000;
const GIVE_UP_AFTER = 12_000;
const TOKEN = "reactor-waiters-token";

export class Connection {
  #socket = null;
  #position = null;
  #pause = FIRST_PAUSE;
  #heard = 0;
  #opened = 0;
  #handlers;

  /** Handlers: opened(), frame(frame), state(name, staleSince), unauthorized(wasWrong). */
  constructor(handlers) {
    this.#handlers = handlers;
    setInterval(() => this.#watch(), 500);
  }

  async open() {
    const allowed = await this.#allowed();
    if (allowed === null) return this.#later();
    if (!allowed) return this.#handlers.unauthorized(this.#token() !== null);
    const url = new URL("ws/changes", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    if (this.#position) url.searchParams.set("since", this.#position);
    const token = this.#token();
    const socket = new WebSocket(url, token ? ["reactor-waiters.v1", `bearer.${base64url(token)}`] : []);
    this.#socket = socket;
    this.#opened = performance.now();
    socket.onopen = () => this.#handlers.opened();
    socket.onmessage = message => this.#receive(JSON.parse(message.data));
    socket.onclose = () => this.#lost(socket);
  }

  /** Fetches a JSON document. */
  async get(path) {
    const answer = await fetch(path, {headers: this.#headers()});
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }

  useToken(token) {
    sessionStorage.setItem(TOKEN, token);
    this.open();
  }

  #receive(frame) {
    this.#heard = performance.now();
    this.#pause = FIRST_PAUSE;
    if (frame.type === "snapshot" && frame.first) this.#position = null;
    if (frame.id) this.#position = frame.id;
    this.#handlers.state("live");
    this.#handlers.frame(frame);
  }

  #lost(socket) {
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#handlers.state("lost", this.#heard);
    this.#later();
  }

  #later() {
    this.#handlers.state("lost", this.#heard);
    setTimeout(() => this.open(), this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
  }

  /** A connection that is silent may be dead without a word. */
  #watch() {
    const socket = this.#socket;
    const silent = performance.now() - Math.max(this.#heard, this.#opened);
    if (!socket) return this.#heard && this.#handlers.state("lost", this.#heard);
    if (silent < STALE_AFTER) return;
    this.#handlers.state("stale", this.#heard || this.#opened);
    if (silent > GIVE_UP_AFTER) {
      socket.onclose = null;
      socket.close();
      this.#lost(socket);
    }
  }

  /** Whether the server lets us in, null if it does not answer: a WebSocket does not tell why it failed. */
  async #allowed() {
    try {
      const answer = await fetch("health", {headers: this.#headers(), cache: "no-store"});
      return answer.status !== 401;
    } catch {
      return null;
    }
  }

  #headers() {
    const token = this.#token();
    return token ? {Authorization: `Bearer ${token}`} : {};
  }

  #token() {
    return sessionStorage.getItem(TOKEN);
  }
}

function base64url(text) {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
