// A page that looks at the real program, which asks simulated clusters. Without PIPEVANE_PROGRAM there is none to start.
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { Program } from "./program";
import { secret, Simulator } from "./simulator";

export const programFile = process.env["PIPEVANE_PROGRAM"];

export interface RealPage {
  // Of the test that runs.
  page(): Page;
  simulated(...options: string[]): Promise<Simulator>;
  watch(yaml: string, hash?: string): Promise<Program>;
}

// To be called within the tests' description. All that a test starts ends with it, and the page may not complain.
export function realPage(): RealPage {
  let browser: Browser;
  let page: Page;
  let running: { stop(): Promise<void> }[];
  let complaints: string[];

  beforeAll(async () => {
    const executablePath = process.env["PIPEVANE_CHROMIUM"] ?? "/usr/bin/chromium";
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    running = [];
    complaints = [];
    page = await browser.newPage({ viewport: { width: 1440, height: 1600 } });
    page.on("pageerror", (error) => complaints.push(String(error)));
  });
  afterEach(async () => {
    await page.close();
    for (const each of running) await each.stop();
    expect(complaints).toEqual([]);
  });

  return {
    page: () => page,
    async simulated(...options) {
      const simulator = new Simulator(programFile ?? "", options);
      await simulator.start();
      running.push(simulator);
      return simulator;
    },
    async watch(yaml, hash = "") {
      const program = new Program(programFile ?? "", { SECRET: secret }, yaml);
      running.unshift({ stop: () => program.end() });
      await program.start();
      await page.goto(program.address + hash);
      return program;
    },
  };
}
