// Finding a topic by its name, its keywords, its code or its section; best first, the order of the list breaks ties.

import type { Named, Topic } from '$lib/platform/api.gen';

/** Topics whose words begin with every word typed; all of them where nothing is typed. */
export function matching(topics: readonly Topic[], sections: readonly Named[], text: string): Topic[] {
  const wanted = words(text);
  if (wanted.length === 0) return [...topics];
  const scored: { topic: Topic; score: number }[] = [];
  for (const topic of topics) {
    const score = scoreOf(topic, sections, wanted);
    if (score > 0) scored.push({ topic, score });
  }
  return scored.sort((a, b) => b.score - a.score).map((each) => each.topic);
}

function scoreOf(topic: Topic, sections: readonly Named[], wanted: readonly string[]): number {
  const places: readonly (readonly [string[], number])[] = [
    [words(topic.name), 4],
    [topic.keywords.flatMap(words), 3],
    [[topic.code.toLowerCase(), ...words(topic.code)], 2],
    [words(sections.find((section) => section.code === topic.section)?.name ?? ''), 1],
  ];
  let total = 0;
  for (const word of wanted) {
    let best = 0;
    for (const [found, weight] of places) {
      if (found.includes(word)) best = Math.max(best, weight * 2);
      else if (found.some((each) => each.startsWith(word))) best = Math.max(best, weight);
    }
    if (best === 0) return 0;
    total += best;
  }
  return total;
}

function words(text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
