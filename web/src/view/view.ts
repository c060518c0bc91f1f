// What the address says: what is shown, the search, the node, the order, what stands open and for how long back.
import { severities, type Severity } from "../model/event";

export type SortKey = "node" | "name" | "vmid" | "cpu" | "memory" | "disk" | "network" | "uptime";

// What fills the page: nodes and guests, or what happened.
export type Shown = "overview" | "events";

export interface View {
  readonly show: Shown;
  readonly query: string;
  readonly node: string;
  readonly sort: SortKey;
  readonly backwards: boolean;
  readonly open: string;
  readonly hours: number;
  // Of the events: their types, none for all, and the least severity.
  readonly types: readonly string[];
  readonly least: Severity;
}

const sortKeys: ReadonlySet<string> = new Set(["node", "name", "vmid", "cpu", "memory", "disk", "network", "uptime"]);
export const ranges: readonly number[] = [1, 6, 24, 168, 720, 8760];

// What stands open is an entity by its key, which has three parts, or this, with a source's id behind it where it is about
// that one.
const connectionsWord = "connections";

export const connectionsOf = (source = ""): string => (source === "" ? connectionsWord : `${connectionsWord}/${source}`);

// The source that the connections are open at, "" for none; undefined where something else is open.
export function connectionsAt(open: string): string | undefined {
  const [word, source, more] = open.split("/");
  return word === connectionsWord && more === undefined ? (source ?? "") : undefined;
}

export const plainView: View = {
  show: "overview",
  query: "",
  node: "",
  sort: "node",
  backwards: false,
  open: "",
  hours: 1,
  types: [],
  least: "info",
};

export function viewOf(hash: string): View {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const order = said.get("sort") ?? plainView.sort;
  const key = order.replace(/^-/, "");
  const hours = Number(said.get("hours"));
  return {
    query: said.get("q") ?? "",
    node: said.get("node") ?? "",
    sort: sortKeys.has(key) ? (key as SortKey) : plainView.sort,
    backwards: sortKeys.has(key) && order.startsWith("-"),
    open: said.get("open") ?? "",
    hours: ranges.includes(hours) ? hours : plainView.hours,
    show: said.get("show") === "events" ? "events" : plainView.show,
    types: [...new Set((said.get("type") ?? "").split(",").filter((type) => type !== ""))],
    least: severities.find((severity) => severity === said.get("severity")) ?? plainView.least,
  };
}

export function hashOf(view: View): string {
  const said = new URLSearchParams();
  if (view.show !== plainView.show) said.set("show", view.show);
  if (view.types.length > 0) said.set("type", view.types.join(","));
  if (view.least !== plainView.least) said.set("severity", view.least);
  if (view.query !== "") said.set("q", view.query);
  if (view.node !== "") said.set("node", view.node);
  if (view.sort !== plainView.sort || view.backwards) said.set("sort", (view.backwards ? "-" : "") + view.sort);
  if (view.open !== "") said.set("open", view.open);
  if (view.hours !== plainView.hours) said.set("hours", `${view.hours}`);
  // Slashes, colons and commas may stand as they are, and an address is read by people too.
  const text = said.toString().replace(/%2F/g, "/").replace(/%3A/g, ":").replace(/%2C/g, ",");
  return text === "" ? "" : `#${text}`;
}
