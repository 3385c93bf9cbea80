import './ci-scan.css';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { EngineEvent } from '#shared/contract/events.ts';
import type { ProjectId, ScanId } from '#shared/domain/ids.ts';
import type { RepositoryScan } from '#shared/domain/repository-scan.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { ScanResult } from './scan-result.tsx';
import { ScanRunning } from './scan-running.tsx';
import { ScanStart } from './scan-start.tsx';

export type ScanProgress = Extract<EngineEvent, { type: 'scan-progress' }>;

/**
 * Reads a repository's CI files, files and history for the vault's keys, and shows what was found. Closing it while it reads
 * ends the reading.
 */
export function ScanDialog({ scanId, onClose }: { readonly scanId: ScanId | null; readonly onClose: () => void }) {
  const { running, progress, found, error, run, cancel, again } = useScan();
  const asked = useRef(false);
  useEffect(() => {
    // Strict mode runs effects twice, and a repository is scanned once.
    if (scanId === null || asked.current) return;
    asked.current = true;
    void run(scanId, null);
  }, [scanId, run]);
  if (running) return <ScanRunning progress={progress} onCancel={cancel} />;
  if (found !== null) {
    return (
      <ScanResult
        scanId={found.scanId}
        scan={found.scan}
        notRemembered={found.notRemembered}
        problem={error}
        onScan={run}
        onBack={again}
        onClose={onClose}
      />
    );
  }
  return <ScanStart problem={error} onScan={run} onClose={onClose} />;
}

type FoundByScan = {
  readonly scanId: ScanId;
  readonly scan: RepositoryScan;
  readonly notRemembered: string | null;
};

export type RunScan = (scanId: ScanId | null, projectId: ProjectId | null) => Promise<void>;

function useScan() {
  const [running, setRunning] = useState(false);
  const [progress, setProgress] = useState<ScanProgress | null>(null);
  const [found, setFound] = useState<FoundByScan | null>(null);
  const [error, setError] = useState<string | null>(null);
  const open = useRef(false);
  const under = useRef(false);
  useEffect(() => onEngineEvent('scan-progress', setProgress), []);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
      // Strict mode runs effects twice; one that goes on a moment later is not ended.
      queueMicrotask(() => {
        if (!open.current && under.current) void engine().repositoryScans.cancel({});
      });
    };
  }, []);
  const run = useCallback<RunScan>(async (scanId, projectId) => {
    if (under.current) return;
    under.current = true;
    setRunning(true);
    setProgress(null);
    setError(null);
    const answer = await call(engine().repositoryScans.run({ ...(scanId === null ? {} : { scanId }), projectId }));
    under.current = false;
    setRunning(false);
    if (answer.ok) setFound(answer.value);
    else if (!isQuiet(answer)) setError(answer.error.message);
  }, []);
  return {
    running,
    progress,
    found,
    error,
    run,
    cancel: (): void => void engine().repositoryScans.cancel({}),
    again: (): void => {
      setFound(null);
      setError(null);
    },
  };
}
