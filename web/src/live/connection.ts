// Keeps a WebSocket open and its subscriptions alive; everything that needs a browser is handed in.
import { backoffMs } from "./backoff";
import { Fold, type Change } from "./fold";
import { decodeMessage, subscribeText, unsubscribeText, type Wish } from "./message";

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

export interface Surroundings {
  open(): Socket;
  after(ms: number, run: () => void): () => void;
  random(): number;
}

export interface Listener {
  changed(change: Change, fold: Fold): void;
  refused?(text: string): void;
}

// The server sends a heartbeat every 15 s: after three of them went missing nothing will come this way any more, however
// open the socket says it is.
export const silentMs = 45_000;
export const connectingMs = 10_000;

export type Link = "connecting" | "open" | "waiting" | "closed";

interface Subscription {
  readonly wish: Wish;
  readonly listener: Listener;
  fold: Fold;
}

export class Connection {
  private socket: Socket | undefined;
  private link: Link = "closed";
  private attempt = 0;
  private cancelWait: (() => void) | undefined;
  private cancelWatch: (() => void) | undefined;
  private readonly subscriptions = new Map<string, Subscription>();

  constructor(
    private readonly surroundings: Surroundings,
    private readonly onLink: (link: Link) => void,
  ) {}

  // Connects now, whatever is being waited for.
  start(): void {
    this.cancelWait?.();
    this.cancelWait = undefined;
    this.drop();
    this.say("connecting");
    const socket = this.surroundings.open();
    this.socket = socket;
    socket.onopen = () => this.opened(socket);
    socket.onmessage = (event) => this.received(event.data);
    socket.onclose = () => this.lost(socket);
    this.watch(connectingMs);
  }

  stop(): void {
    this.cancelWait?.();
    this.cancelWait = undefined;
    this.drop();
    this.say("closed");
  }

  subscribe(name: string, wish: Wish, listener: Listener): void {
    this.subscriptions.set(name, { wish, listener, fold: new Fold() });
    if (this.link === "open") this.socket?.send(subscribeText(name, wish));
  }

  unsubscribe(name: string): void {
    if (this.subscriptions.delete(name) && this.link === "open") this.socket?.send(unsubscribeText(name));
  }

  private opened(socket: Socket): void {
    this.say("open");
    this.watch(silentMs);
    for (const [name, each] of this.subscriptions) socket.send(subscribeText(name, each.wish, each.fold.position()));
  }

  private received(data: unknown): void {
    this.watch(silentMs);
    const message = typeof data === "string" ? decodeMessage(data) : undefined;
    if (message === undefined || message.type === "heartbeat") return;
    const name = message.subscription;
    const subscription = name === undefined ? undefined : this.subscriptions.get(name);
    if (name === undefined || subscription === undefined) return;
    if (message.type === "error") {
      subscription.listener.refused?.(message.text);
      return;
    }
    this.attempt = 0;
    const change = subscription.fold.apply(message);
    if (change === "gap") this.anew(name, subscription);
    else subscription.listener.changed(change, subscription.fold);
  }

  private anew(name: string, subscription: Subscription): void {
    subscription.fold = new Fold();
    this.socket?.send(subscribeText(name, subscription.wish));
  }

  private lost(socket: Socket): void {
    if (socket !== this.socket) return;
    this.drop();
    this.say("waiting");
    const wait = backoffMs(this.attempt++, () => this.surroundings.random());
    this.cancelWait = this.surroundings.after(wait, () => this.start());
  }

  // Gives the socket up unless something comes from it in time.
  private watch(ms: number): void {
    this.cancelWatch?.();
    const socket = this.socket;
    this.cancelWatch = socket === undefined ? undefined : this.surroundings.after(ms, () => this.lost(socket));
  }

  private drop(): void {
    this.cancelWatch?.();
    this.cancelWatch = undefined;
    const socket = this.socket;
    this.socket = undefined;
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private say(link: Link): void {
    this.link = link;
    this.onLink(link);
  }
}
