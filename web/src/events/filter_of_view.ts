// Which events the address wants.
import type { View } from "../view/view";
import type { EventFilter } from "./event_filter";

// The node that is looked at is a part of the search: it stands for itself and for what is on it.
export function filterOf(view: View): EventFilter {
  const [cluster, , node] = view.node.split("/");
  const within = node === undefined ? "" : `cluster:${cluster} node:${node}`;
  return { entity: "", types: view.types, least: view.least, query: [view.query, within].filter((term) => term !== "").join(" ") };
}
