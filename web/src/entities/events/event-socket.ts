import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../../shared/api/schemas';

type EventOutcome = Schemas['PosEventOutcome'];

/** An event of the log, or one that a source published. */
interface SeenEvent {
  readonly id: string;
  readonly topic: string;
  /** RFC 3339. */
  readonly at: string;
  readonly event: unknown;
}

type SocketMessage =
  | { readonly type: 'ready'; readonly network: string }
  | { readonly type: 'subscribed' | 'position'; readonly position: string }
  | { readonly type: 'outcome'; readonly outcome: EventOutcome }
  | { readonly type: 'problem'; readonly problem: { readonly title: string; readonly detail: string } }
  | {
      readonly type: 'event';
      readonly topic: string;
      readonly event: { readonly id: string; readonly timestamp: string };
    }
  | { readonly type: 'published'; readonly topic: string; readonly event: unknown };

/** Where a connection stands. `ended`: its client connects again by hand. */
type SocketState = 'away' | 'connecting' | 'ready' | 'ended';

/** As many events stay on the page. */
const MOST_SEEN = 200;

export interface EventSocketView {
  readonly state: SocketState;
  readonly network: string | null;
  /** The newest first. */
  readonly seen: readonly SeenEvent[];
  readonly outcome: EventOutcome | null;
  readonly problem: { readonly title: string; readonly detail: string } | null;
  connect(key: string, topics: readonly string[]): void;
  subscribe(topics: readonly string[]): void;
  publish(topic: string, event: unknown): void;
}

/** One connection to the server's event socket. */
export function useEventSocket(): EventSocketView {
  const socket = useRef<WebSocket | null>(null);
  /** Published events have no id that is surely their own. */
  const published = useRef(0);
  const [state, setState] = useState<SocketState>('away');
  const [network, setNetwork] = useState<string | null>(null);
  const [seen, setSeen] = useState<readonly SeenEvent[]>([]);
  const [outcome, setOutcome] = useState<EventOutcome | null>(null);
  const [problem, setProblem] = useState<EventSocketView['problem']>(null);

  useEffect(() => {
    return () => {
      socket.current?.close();
    };
  }, []);

  function send(message: object): void {
    socket.current?.send(JSON.stringify(message));
  }

  function note(shown: SeenEvent): void {
    setSeen((before) => [shown, ...before].slice(0, MOST_SEEN));
  }

  function take(answer: SocketMessage): void {
    switch (answer.type) {
      case 'ready':
        setNetwork(answer.network);
        setState('ready');
        return;
      case 'event': {
        const { topic, event } = answer;
        note({ id: event.id, topic, at: event.timestamp, event });
        return;
      }
      case 'published':
        note({
          id: `published-${String((published.current += 1))}`,
          topic: answer.topic,
          at: new Date().toISOString(),
          event: answer.event,
        });
        return;
      case 'outcome':
        setOutcome(answer.outcome);
        return;
      case 'problem':
        setProblem(answer.problem);
        return;
      case 'subscribed':
      case 'position':
    }
  }

  return {
    state,
    network,
    seen,
    outcome,
    problem,
    connect(key, topics) {
      socket.current?.close();
      setState('connecting');
      setProblem(null);
      const opened = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/events/socket`);
      socket.current = opened;
      opened.addEventListener('open', () => {
        send({ type: 'authenticate', token: key });
        send({ type: 'subscribe', topics });
      });
      opened.addEventListener('message', ({ data }) => take(JSON.parse(String(data)) as SocketMessage));
      opened.addEventListener('close', () => {
        if (socket.current === opened) setState('ended');
      });
    },
    subscribe(topics) {
      setProblem(null);
      setSeen([]);
      send({ type: 'subscribe', topics });
    },
    publish(topic, event) {
      setProblem(null);
      setOutcome(null);
      send({ type: 'publish', topic, event });
    },
  };
}
