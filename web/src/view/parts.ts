// The parts of the page that are not needed to begin with: the connections, and the details with their charts.
import type { ConnectionsPanel } from "../connections/panel";
import type { Detail } from "../detail/detail";

export const loadConnections = async (): Promise<typeof ConnectionsPanel> => (await import("../connections/panel")).ConnectionsPanel;

export const loadDetail = async (): Promise<typeof Detail> => (await import("../detail/detail")).Detail;

const afterMs = 2_000;

// Once there is time: they are wanted most when the server is gone.
export function loadPartsSoon(): void {
  setTimeout(() => {
    for (const load of [loadConnections, loadDetail]) void load().catch(() => undefined);
  }, afterMs);
}
