// Functions as Lambda runs them: a process for each call that comes while all others are at work, kept for the next one.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export class FunctionPool {
  #how;
  #idle = [];
  #all = new Set();

  /** @param {{command: string[], variables: object}} how a process is started: it reads an event a line, and writes a reply a line */
  constructor(how) {
    this.#how = how;
  }

  /** @param {object} event @returns {Promise<object>} what the handler returns */
  async call(event) {
    const one = this.#idle.pop() ?? this.#start();
    const reply = await one.ask(event);
    this.#idle.push(one);
    return reply;
  }

  /** What is called meanwhile finds no process: each call that comes is a cold start. */
  async coldly(act) {
    const kept = this.#idle;
    this.#idle = [];
    try {
      return await act();
    } finally {
      for (const one of this.#idle) this.#end(one);
      this.#idle = kept;
    }
  }

  end() {
    for (const one of this.#all) this.#end(one);
  }

  #end(one) {
    one.child.kill();
    this.#all.delete(one);
  }

  #start() {
    const [command, ...words] = this.#how.command;
    const child = spawn(command, words, { env: { ...process.env, ...this.#how.variables }, stdio: ["pipe", "pipe", "inherit"] });
    const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ask = async (event) => {
      child.stdin.write(`${JSON.stringify(event)}\n`);
      const { value, done } = await replies.next();
      if (done) throw new Error(`${words.at(-1)} ended`);
      return JSON.parse(value);
    };
    const one = { child, ask };
    this.#all.add(one);
    return one;
  }
}
