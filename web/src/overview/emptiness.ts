// Whether there is no guest where one is looked for, and why, as far as anybody knows.
import { createMemo, type Accessor } from "solid-js";
import type { Live } from "../live/live";
import type { StatusReader } from "../live/status_reader";
import { isGuest } from "../model/entity";
import type { Address } from "../view/address";
import { emptinesses, type Emptiness as Why } from "../words/finding_words";

export interface Emptiness {
  readonly empty: Accessor<boolean>;
  readonly whys: Accessor<readonly Why[]>;
}

export function createEmptiness(live: Live, status: StatusReader, address: Address): Emptiness {
  // An empty list is one of the clusters that are looked at.
  const cluster = createMemo(() => address.view().node.split("/")[0] ?? "");
  const empty = createMemo(() => !live.fleet.all().some((entity) => isGuest(entity) && (cluster() === "" || entity.cluster === cluster())));
  const whys = createMemo(() => {
    const newest = status.newest();
    return !empty() || newest === undefined ? [] : emptinesses(live.fleet.components(), newest, cluster());
  });
  return { empty, whys };
}
