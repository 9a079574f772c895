// What lies between a browser and a server that is so far away: every byte is late, and a connection must be opened first.
import { connect, createServer } from "node:net";

/** A place in front of a port of this machine. DNS is not waited for, and no line is ever full. */
export class FarAway {
  #sockets = new Set();
  #server;

  /** @param {number} port of the server @param {number} roundTripMs */
  constructor(port, roundTripMs) {
    this.#server = createServer({ noDelay: true }, (near) => {
      const far = connect({ port, host: "127.0.0.1", noDelay: true });
      // The handshake of TCP: this machine's own is done at once.
      const open = performance.now() + roundTripMs;
      pass(near, far, open, roundTripMs / 2);
      pass(far, near, open, roundTripMs / 2);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on("close", () => this.#sockets.delete(socket)).on("error", () => (near.destroy(), far.destroy()));
      }
    });
  }

  /** @returns {Promise<number>} the port at which it listens */
  listen() {
    return new Promise((resolve) => this.#server.listen(0, "127.0.0.1", () => resolve(this.#server.address().port)));
  }

  /** As if the visitor came back another day: connections are made anew. */
  hangUp() {
    for (const socket of this.#sockets) socket.destroy();
  }

  close() {
    this.#server.close();
    this.hangUp();
  }
}

function pass(from, to, open, lateMs) {
  const later = (act) => setTimeout(act, Math.max(open - performance.now(), 0) + lateMs);
  from.on("data", (bytes) => later(() => to.writable && to.write(bytes)));
  from.on("end", () => later(() => to.end()));
}
