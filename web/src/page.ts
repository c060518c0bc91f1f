// What every part of the page may ask for.
import { type Accessor, createContext, useContext } from "solid-js";
import type { Live } from "./live/live";
import type { StatusReader } from "./live/status_reader";
import type { Emptiness } from "./overview/emptiness";
import type { Trends } from "./trends/trends";
import type { Address } from "./view/address";
import type { Typed } from "./view/typed";
import type { Trouble } from "./words/trouble";

export interface Page {
  readonly live: Live;
  readonly status: StatusReader;
  readonly trends: Trends;
  readonly address: Address;
  readonly typed: Typed;
  // The server's time, moving once for each slot of a trend.
  readonly slotTime: Accessor<number>;
  // What is wrong, the grave first.
  readonly troubles: Accessor<readonly Trouble[]>;
  readonly emptiness: Emptiness;
  // The clusters of whose guests nobody can tell a state, and by which way they send.
  readonly stateless: Accessor<ReadonlyMap<string, string>>;
  // The row under the keyboard's cursor.
  readonly cursor: Accessor<string>;
  moveTo(key: string): void;
}

export const PageContext = createContext<Page>();

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === undefined) throw new Error("there is no page around this");
  return page;
}
