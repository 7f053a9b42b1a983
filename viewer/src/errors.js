// What can go wrong between the page and its server.
export class Refusal extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export const isStale = (error) => error.status === 409;
export const isAborted = (error) => error.name === "AbortError";
