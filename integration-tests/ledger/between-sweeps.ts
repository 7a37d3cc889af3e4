/** Whether the last sweep is over and the next far: they begin each minute. */
export const isBetweenSweeps = (): boolean => {
  const seconds = new Date().getSeconds()
  return seconds >= 5 && seconds < 35
}
