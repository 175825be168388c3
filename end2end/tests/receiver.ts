// A real receiver of callbacks: `import { test } from "./receiver";` has one for each test.

import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { test as base } from "./fixtures";

interface Came {
  headers: IncomingHttpHeaders;
  text: string;
}

/** A web server that takes callbacks, or fails them. */
export class Receiver {
  came: Came[] = [];
  fails = false;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on("request", async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      receiver.came.push({ headers: request.headers, text: Buffer.concat(parts).toString() });
      response.statusCode = receiver.fails ? 500 : 200;
      response.end(receiver.fails ? "The disk is full." : "");
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return receiver;
  }

  get url() {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }
}

export const test = base.extend<{ receiver: Receiver }>({
  receiver: async ({}, use) => {
    const receiver = await Receiver.start();
    await use(receiver);
    await receiver.stop();
  },
});
