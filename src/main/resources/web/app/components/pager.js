/**
 * Reads a list page by page: the next one follows by the cursor that the one before named. An answer that was overtaken by a
 * newer question is dropped.
 */
export class Pager {
  #longer = false;

  /** @param read (cursor, signal) => Promise<{rows, next, …}> */
  constructor(host, read) {
    this.host = host;
    this.read = read;
    this.rows = [];
    this.next = null;
    this.state = 'new';
    host.addController(this);
  }

  hostDisconnected() {
    this.abort?.abort();
    this.state = 'new';
  }

  /** Of something else than before: nothing of that is shown any more. */
  clear() {
    this.abort?.abort();
    this.rows = [];
    this.next = null;
    this.page = undefined;
    this.error = null;
    this.state = 'new';
    this.#longer = false;
  }

  get loading() {
    return this.state === 'loading' || this.state === 'more';
  }

  /** Begins anew; what is shown stays until the answer is there. */
  async reload() {
    await this.#ask(null, 'loading');
  }

  /** Looks again, unseen, while no more than the first page is shown: nobody is taken from where they read. */
  async look() {
    if (this.state === 'ready' && !this.#longer) {
      await this.#ask(null, 'ready');
    }
  }

  async more() {
    if (this.next && !this.loading) {
      await this.#ask(this.next, 'more');
    }
  }

  async #ask(cursor, state) {
    const quiet = state === 'ready';
    this.abort?.abort();
    const abort = this.abort = new AbortController();
    this.state = state;
    this.host.requestUpdate();
    try {
      const page = await this.read(cursor, abort.signal);
      if (abort.signal.aborted) {
        return;
      }
      this.#longer = Boolean(cursor);
      this.rows = cursor ? [...this.rows, ...page.rows] : page.rows;
      this.next = page.next ?? null;
      this.page = page;
      this.error = null;
      this.state = 'ready';
    } catch (error) {
      if (abort.signal.aborted) {
        return;
      }
      if (quiet) {
        return; // It is looked again soon.
      }
      this.error = error;
      this.state = 'failed';
    }
    this.host.requestUpdate();
  }
}
