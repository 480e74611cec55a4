// Which greeting an Indonesian office uses at an hour of the day.

export type Part = 'morning' | 'noon' | 'afternoon' | 'evening';

/** `hour` from 0 to 23: pagi to 10, siang to 14, sore to 17, then malam; the small hours are malam too. */
export function partOfDay(hour: number): Part {
  if (hour < 4 || hour >= 18) return 'evening';
  if (hour < 11) return 'morning';
  return hour < 15 ? 'noon' : 'afternoon';
}
