import { useEffect, useState } from 'react';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { CodeText } from '../../ui/code-text.tsx';
import { SettingsRow, SettingsSection } from './settings-parts.tsx';

type CommandLine = { readonly path: string | null; readonly install: string };

/** Whether a terminal finds `keyrail`, and how it gets there. */
export function CommandLineSection() {
  const [found, setFound] = useState<CommandLine | null>(null);
  useEffect(() => {
    void call(engine().app.commandLine({})).then((answer) => {
      if (answer.ok) setFound(answer.value);
    });
  }, []);
  return (
    <SettingsSection
      id="command-line"
      title="Command line"
      about="The command keyrail opens the same vault from a terminal: keyrail get, keyrail run, keyrail help."
    >
      {found === null ? null : found.path === null ? (
        <SettingsRow
          title="keyrail is not on the path that this app sees"
          text={
            <>
              To install it, with Node 22 or newer:
              <CodeText block>{found.install}</CodeText>A terminal may have another path; there, keyrail --version
              tells.
            </>
          }
        />
      ) : (
        <SettingsRow title="keyrail is on your path" text={<CodeText block>{found.path}</CodeText>} />
      )}
    </SettingsSection>
  );
}
