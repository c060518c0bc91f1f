// The storages, the fullest first: most of a fleet's are far from full, so only the first ones stand here unless asked for.
import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import { stateWords } from "../live/age";
import { usePage } from "../page";
import { diskSpace, ratioOf } from "../words/measures";
import { percent, together } from "../words/numbers";
import { isDash, reason } from "../words/reason";
import { hashOf } from "../view/view";
import { Bar } from "./bar";
import { FigureText, Spoken } from "./figure";
import { placeWords, restWords, storagesOf } from "./storages";
import { StatusMark } from "./status_mark";

const shownAtFirst = 6;

function StorageLine(props: { id: string; clusters: boolean }): JSX.Element {
  const { live, address } = usePage();
  return (
    <Show when={live.fleet.entity(props.id)}>
      {(storage) => {
        const age = () => live.age(storage());
        const figure = () => diskSpace.figure(storage().metrics);
        const why = (): string => reason(storage(), figure(), storage().quality, age());
        const view = () => address.view();
        return (
          <li class="storage" classList={{ old: age().old, chosen: view().open === props.id }}>
            <StatusMark status={storage().status} stale={age().stateOld} words={stateWords(storage(), age())} />
            <a href={hashOf({ ...view(), open: view().open === props.id ? "" : props.id })}>{storage().name}</a>
            <small class="place">{placeWords(storage(), props.clusters)}</small>
            <Bar ratio={ratioOf(diskSpace, storage().metrics)} />
            <b title={why()}>
              <FigureText figure={figure()} />
              <Spoken words={isDash(figure()) ? why() : ""} />
            </b>
            <small class="share">{together(percent(ratioOf(diskSpace, storage().metrics)))}</small>
          </li>
        );
      }}
    </Show>
  );
}

export function StorageList(): JSX.Element {
  const { live, address } = usePage();
  const [whole, setWhole] = createSignal(false);
  const storages = createMemo(() => storagesOf(live.fleet.all(), address.view().node));
  const ids = createMemo(() => storages().map((storage) => storage.id));
  const clusters = createMemo(() => live.fleet.manyClusters());
  const rest = () => storages().slice(shownAtFirst);
  return (
    <Show when={ids().length > 0}>
      <section class="storages" aria-label="Storage">
        <ul>
          <For each={whole() ? ids() : ids().slice(0, shownAtFirst)}>{(id) => <StorageLine id={id} clusters={clusters()} />}</For>
        </ul>
        <Show when={rest().length > 0}>
          <button type="button" class="link" aria-expanded={whole()} onClick={() => setWhole(!whole())}>
            {whole() ? "Only the fullest" : restWords(rest())}
          </button>
        </Show>
      </section>
    </Show>
  );
}
