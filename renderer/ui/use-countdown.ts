import { useCallback, useEffect, useState } from 'react';

const TICK_MS = 250;

/** Counts whole seconds down to zero. */
export function useCountdown(): { readonly seconds: number; readonly start: (ms: number) => void } {
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(() => Date.now());
  const running = until > now;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [running]);
  const start = useCallback((ms: number): void => {
    setNow(Date.now());
    setUntil(Date.now() + ms);
  }, []);
  return { seconds: Math.max(0, Math.ceil((until - now) / 1_000)), start };
}
