/** Reads one thing, and says whether it is on its way, there or failed. */
export class Reading {
  /** @param read (signal) => Promise */
  constructor(host, read) {
    this.host = host;
    this.read = read;
    this.value = null;
    this.state = 'new';
    host.addController(this);
  }

  hostDisconnected() {
    this.abort?.abort();
    this.state = 'new';
  }

  clear() {
    this.abort?.abort();
    this.value = null;
    this.error = null;
    this.state = 'new';
  }

  /** Reads anew; what is shown stays until the answer is there. Gives the value, or undefined where it failed. */
  async reload() {
    this.abort?.abort();
    const abort = this.abort = new AbortController();
    this.state = 'loading';
    this.host.requestUpdate();
    try {
      const value = await this.read(abort.signal);
      if (abort.signal.aborted) {
        return undefined;
      }
      this.value = value;
      this.error = null;
      this.state = 'ready';
    } catch (error) {
      if (abort.signal.aborted) {
        return undefined;
      }
      this.error = error;
      this.state = 'failed';
    }
    this.host.requestUpdate();
    return this.error ? undefined : this.value;
  }
}
