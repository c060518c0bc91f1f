// `npx vite-node tests/browser/serve.ts [PORT [GUESTS [EVENTS]]]`: the built dashboard over a made-up fleet that moves.
import { fakeDay } from "./fake_events";
import { FakeServer } from "./fake_server";

const server = new FakeServer(process.env["PIPEVANE_DASHBOARD"] ?? "dist", "", Number(process.argv[3] ?? 40));
server.fleet.events.push(...fakeDay(Date.now(), Number(process.argv[4] ?? 400)));
console.log(await server.start(Number(process.argv[2] ?? 8099)));
server.change({}, { homelab: { state: "degraded", why: "pve10 does not answer, the others stand in for it", since_ms: Date.now() - 420_000 } });
setInterval(() => server.move(), 2000);
