import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a server that can be cut, muted and mended, at one address all the time. */
export interface Outage extends AsyncDisposable {
  url: string;
  /** Ends every connection and takes no new one. */
  cut(): Promise<void>;
  /** Every connection stays, and nothing comes through it any more; new ones do come through. */
  mute(): void;
  mend(): Promise<void>;
}

export async function outageBefore(url: string): Promise<Outage> {
  const address = new URL(url);
  const target = { host: address.hostname, port: Number(address.port) };
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  address.port = String(port);
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: address.href,
    async cut() {
      const closed = once(server, "close");
      server.close();
      end();
      await closed;
    },
    mute() {
      for (const socket of sockets) socket.unpipe();
    },
    async mend() {
      await listen(port);
    },
    async [Symbol.asyncDispose]() {
      server.close();
      end();
    },
  };
}
