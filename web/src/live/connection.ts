// One WebSocket that is kept up: subscriptions are renewed after a loss, where they ended if the server still can.
import { readMessage, writeSubscribe, writeUnsubscribe, type DataMessage, type Subscribe } from "./messages";

export type SocketLike = Pick<WebSocket, "onopen" | "onmessage" | "onclose" | "send" | "close">;

// What of the browser is used, so that a test can stand in for it.
export interface Surroundings {
  open(): SocketLike;
  now(): number;
  random(): number;
  after(delayMs: number, run: () => void): () => void;
}

export type ConnectionState =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  | { readonly kind: "lost"; readonly sinceMs: number; readonly retryAtMs: number };

export interface Listener {
  state(state: ConnectionState): void;
  data(message: DataMessage): void;
  refused(subscription: string, detail: string): void;
  // A connection could not be made: perhaps a login is needed.
  failed(): void;
}

const firstRetryMs = 500;
const mostRetryMs = 15_000;
// The server pings every 15 s, which a page does not see; silence of the data says nothing. A connection that does not
// come up is given up after this.
const openWithinMs = 10_000;

interface Held {
  readonly what: Subscribe;
  epoch?: string;
  sequence: number;
}

export class Connection {
  private socket: SocketLike | undefined;
  private readonly held = new Map<string, Held>();
  private open = false;
  private closed = false;
  private failures = 0;
  private lostAtMs: number | undefined;
  private cancel: () => void = () => undefined;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly listener: Listener,
  ) {}

  start(): void {
    this.listener.state({ kind: "connecting" });
    this.connect();
  }

  stop(): void {
    this.closed = true;
    this.cancel();
    this.drop();
  }

  // Again under the same name replaces it.
  subscribe(what: Subscribe): void {
    const held: Held = { what, sequence: 0 };
    this.held.set(what.subscription, held);
    if (this.open) this.socket?.send(writeSubscribe(what));
  }

  unsubscribe(subscription: string): void {
    if (this.held.delete(subscription) && this.open) this.socket?.send(writeUnsubscribe(subscription));
  }

  // At once, when somebody asks for it or the machine is back from sleep.
  retryNow(): void {
    if (this.open || this.closed) return;
    this.cancel();
    this.connect();
  }

  private connect(): void {
    this.drop();
    const socket = this.surroundings.open();
    this.socket = socket;
    this.cancel = this.surroundings.after(openWithinMs, () => this.lost(socket));
    socket.onopen = () => {
      this.cancel();
      this.open = true;
      for (const held of this.held.values()) socket.send(writeSubscribe(held.what, resumeOf(held)));
      if (this.held.size === 0) this.live();
    };
    socket.onmessage = (event) => {
      if (socket === this.socket && typeof event.data === "string") this.receive(event.data);
    };
    socket.onclose = () => this.lost(socket);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = undefined;
    this.open = false;
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private lost(socket: SocketLike): void {
    if (socket !== this.socket || this.closed) return;
    const wasOpen = this.open;
    this.cancel();
    this.drop();
    const now = this.surroundings.now();
    this.lostAtMs ??= now;
    const backOff = Math.min(firstRetryMs * 2 ** this.failures, mostRetryMs);
    // Spread out, so that many pages do not all come back in one moment.
    const delay = backOff * (0.5 + this.surroundings.random() / 2);
    this.failures += 1;
    this.listener.state({ kind: "lost", sinceMs: this.lostAtMs, retryAtMs: now + delay });
    this.cancel = this.surroundings.after(delay, () => this.connect());
    if (!wasOpen) this.listener.failed();
  }

  private live(): void {
    this.failures = 0;
    this.lostAtMs = undefined;
    this.listener.state({ kind: "live" });
  }

  private receive(text: string): void {
    const message = readMessage(text);
    if (message === undefined) return;
    const held = this.held.get(message.subscription);
    if (held === undefined) return;
    if (message.type === "error") {
      this.listener.refused(message.subscription, message.detail);
      return;
    }
    if (message.type === "update" && message.sequence !== held.sequence + 1) {
      // Something was missed: begin anew.
      if (held.epoch !== undefined) {
        delete held.epoch;
        this.socket?.send(writeSubscribe(held.what));
      }
      return;
    }
    held.sequence = message.sequence;
    if (message.epoch !== undefined) held.epoch = message.epoch;
    this.live();
    this.listener.data(message);
  }
}

function resumeOf(held: Held): { epoch: string; sequence: number } | undefined {
  return held.epoch === undefined ? undefined : { epoch: held.epoch, sequence: held.sequence };
}
