// Minutes of service as people say them: whole ones, none of them zero, and never "20" for what took longer.

/** `minutes` with their fraction; past `limit` a begun minute counts, so that the number shows what its colour says. */
export function wholeMinutes(minutes: number, limit: number): number {
  return Math.max(1, minutes > limit ? Math.ceil(minutes) : Math.round(minutes));
}
