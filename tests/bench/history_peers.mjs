// What others keep of the figures that history_bench has, and how long the sum of all guests takes
// them: VictoriaMetrics and Prometheus, where they are installed (Debian has both).
//   node history_peers.mjs RECORDED_FIGURES [GUESTS]
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, openSync, rmSync, statSync, readdirSync, createReadStream } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [figures, guests = '600'] = process.argv.slice(2);
const cycles = 8640;
const folder = mkdtempSync(join(tmpdir(), 'history-peers-'));
const beginMs = Math.floor(Date.now() / 86_400_000 - 2) * 86_400_000;
const samples = Number(guests) * 12 * cycles;

const installed = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const send = (port, path, method = 'GET', body = undefined) =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method }, (answer) => {
      let text = '';
      answer.on('data', (more) => (text += more)).on('end', () => resolve(text));
    }).on('error', reject);
    if (body) body.pipe(asked);
    else asked.end();
  });

async function ready(port, path) {
  for (let tries = 0; tries < 300; ++tries) {
    try {
      return await send(port, path);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`nothing answers on port ${port}`);
}

const write = (format) => {
  const file = join(folder, format);
  execFileSync(figures, [format, guests, String(cycles), String(beginMs)], {
    stdio: ['ignore', openSync(file, 'w'), 'inherit'],
  });
  return file;
};

const sizeOf = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
    : statSync(path).size;

async function sumMs(port) {
  const end = beginMs / 1000 + 12 * 3600;
  const path = `/api/v1/query_range?query=sum(memory_used_bytes)&start=${end - 3600}&end=${end - 1}&step=15&nocache=1`;
  const times = [];
  for (let i = 0; i < 15; ++i) {
    const began = performance.now();
    const answer = JSON.parse(await send(port, path));
    times.push(performance.now() - began);
    if (answer.data.result[0].values.length !== 240) throw new Error('not 240 points');
  }
  return times.sort((one, other) => one - other)[7];
}

const tell = (name, bytes, sum) =>
  console.log(
    `${name.padEnd(16)} ${(bytes / samples).toFixed(3)} bytes a sample on disk, the sum of ${guests} series over 240 points ${sum.toFixed(1)} ms`,
  );

async function victoriaMetrics() {
  const data = join(folder, 'victoria-metrics');
  const port = await freePort();
  const running = spawn(
    'victoria-metrics',
    [`-storageDataPath=${data}`, `-httpListenAddr=127.0.0.1:${port}`, '-retentionPeriod=100y'],
    { stdio: 'ignore' },
  );
  try {
    await ready(port, '/health');
    await send(port, '/api/v1/import', 'POST', createReadStream(write('json')));
    await send(port, '/internal/force_flush');
    await send(port, '/internal/force_merge');
    // It merges on its own, and says how many merges are under way.
    for (;;) {
      const metrics = await send(port, '/metrics');
      if (!/vm_active_(force_)?merges\{[^}]*storage[^}]*\} [1-9]/.test(metrics)) break;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    tell('VictoriaMetrics', sizeOf(join(data, 'data')), await sumMs(port));
  } finally {
    running.kill('SIGKILL');
  }
}

async function prometheus() {
  const data = join(folder, 'prometheus');
  execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', write('openmetrics'), data], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const bytes = sizeOf(data);
  const port = await freePort();
  const running = spawn(
    'prometheus',
    [
      '--config.file=/dev/null',
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  try {
    await ready(port, '/-/ready');
    tell('Prometheus', bytes, await sumMs(port));
  } finally {
    running.kill('SIGKILL');
  }
}

try {
  if (installed('victoria-metrics')) await victoriaMetrics();
  else console.log('VictoriaMetrics  is not installed (Debian: victoria-metrics)');
  if (installed('prometheus') && installed('promtool')) await prometheus();
  else console.log('Prometheus       is not installed (Debian: prometheus)');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
