import { createSignal, lazy, Show, Suspense } from "solid-js";
import { createWatch } from "../live/watch";
import { Overview } from "../overview/Overview";
import { createAddress } from "./address";
import { Header } from "./Header";
import { Help } from "./Help";
import { useKeys } from "./keys";

// With the charts, which the overview does not need.
const Detail = lazy(async () => ({ default: (await import("../detail/Detail")).Detail }));

interface Props {
  readonly onConnectionFailed: () => void;
  readonly onLogout: (() => void) | undefined;
}

export function Page(props: Props) {
  const address = createAddress();
  const watch = createWatch(
    () => address.view().query,
    () => props.onConnectionFailed(),
  );
  const [help, setHelp] = createSignal(false);
  useKeys(address, () => setHelp(true));
  const stale = () => watch.connection().kind === "lost";
  return (
    <>
      <Header watch={watch} address={address} onLogout={props.onLogout} />
      <main classList={{ "with-detail": address.view().open !== "", stale: stale() }}>
        <Show when={watch.fleet.filled()} fallback={<p class="nothing">Waiting for the first figures.</p>}>
          <Overview watch={watch} address={address} />
        </Show>
        <Show when={watch.fleet.filled() && address.view().open !== ""}>
          <Suspense>
            <Detail watch={watch} id={address.view().open} onClose={() => address.change({ open: "" }, true)} />
          </Suspense>
        </Show>
      </main>
      <Show when={help()}>
        <Help onClose={() => setHelp(false)} />
      </Show>
    </>
  );
}
