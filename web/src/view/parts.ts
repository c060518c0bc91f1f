// The parts of the page that are not needed to begin with: the connections, the details with their charts, the events.
import type { ConnectionsPanel } from "../connections/panel";
import type { Detail } from "../detail/detail";
import type { EventsView } from "../events/events_view";

export const loadConnections = async (): Promise<typeof ConnectionsPanel> => (await import("../connections/panel")).ConnectionsPanel;

export const loadDetail = async (): Promise<typeof Detail> => (await import("../detail/detail")).Detail;

export const loadEvents = async (): Promise<typeof EventsView> => (await import("../events/events_view")).EventsView;

const afterMs = 2_000;

// Once there is time: they are wanted most when the server is gone.
export function loadPartsSoon(): void {
  setTimeout(() => {
    for (const load of [loadConnections, loadDetail, loadEvents]) void load().catch(() => undefined);
  }, afterMs);
}
