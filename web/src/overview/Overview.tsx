import { createMemo, For, Show } from "solid-js";
import type { Watch } from "../live/watch";
import { isGuest, isNode, nodeKey, type Entity } from "../model/entity";
import type { Address } from "../shell/address";
import { GuestTable } from "./GuestTable";
import { NodeCard } from "./NodeCard";
import { TotalsStrip } from "./TotalsStrip";
import { Troubles } from "./Troubles";
import { troublesOf } from "./troubles";

// Nodes that are not well come first.
function byTrouble(a: Entity, b: Entity): number {
  return Number(a.status === "online") - Number(b.status === "online") || (a.id < b.id ? -1 : 1);
}

export function Overview(props: { watch: Watch; address: Address }) {
  const { fleet } = props.watch;
  const view = props.address.view;
  const scope = createMemo(() => {
    const node = view().node;
    const all = fleet.entities();
    return node === "" ? all : all.filter((entity) => entity.id === node || nodeKey(entity) === node);
  });
  const nodes = createMemo(() => scope().filter(isNode).sort(byTrouble));
  const nodeIds = createMemo(() => nodes().map((node) => node.id));
  const guests = createMemo(() => {
    const found = props.watch.found();
    const searching = view().query.trim() !== "";
    return scope().filter((entity) => isGuest(entity) && (!searching || found === undefined || found.has(entity.id)));
  });
  const open = (id: string) => props.address.change({ open: view().open === id ? "" : id }, true);
  return (
    <div class="overview">
      <Troubles troubles={troublesOf(fleet.components(), scope(), props.watch.nowMs())} />
      <TotalsStrip entities={scope()} />
      <section class="nodes" aria-label="Nodes">
        <For each={nodeIds()}>
          {(id) => (
            <Show when={fleet.entity(id)}>
              {(node) => (
                <NodeCard
                  node={node()}
                  trail={props.watch.trails.trail(id)()}
                  nowMs={props.watch.nowMs()}
                  open={view().open === id}
                  onOpen={() => open(id)}
                />
              )}
            </Show>
          )}
        </For>
      </section>
      <Show
        when={guests().length > 0}
        fallback={
          <p class="nothing">
            {view().query.trim() === "" ? "There are no guests here." : `No guest fits “${view().query}”.`}
          </p>
        }
      >
        <GuestTable
          fleet={fleet}
          trails={props.watch.trails}
          guests={guests()}
          nowMs={props.watch.nowMs()}
          sort={view().sort}
          open={view().open}
          onSort={(sort) => props.address.change({ sort })}
          onOpen={open}
        />
      </Show>
    </div>
  );
}
