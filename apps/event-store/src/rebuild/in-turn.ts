/** Runs what it is given one after the other, whoever gives it. */
export function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const own = last.then(work);
    last = own.catch(() => undefined); // told to who has given it
    return own;
  };
}
