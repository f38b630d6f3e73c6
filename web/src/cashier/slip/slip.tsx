import { Portal } from '@mantine/core';
import classes from './slip.module.css';

interface SlipProps {
  readonly title: string;
  readonly lines: readonly string[];
  readonly rows: readonly (readonly [label: string, value: string])[];
  readonly remarks: readonly string[];
}

/** Content for the printer, as wide as a till roll; the screen never shows it. Only one may be on the page at a time. */
export function Slip({ title, lines, rows, remarks }: SlipProps) {
  return (
    <Portal className="print-root">
      <article className={`print-only ${classes.slip ?? ''}`} aria-hidden>
        <h1>{title}</h1>
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
        <dl>
          {rows.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {remarks.map((remark, index) => (
          <p key={index}>{remark}</p>
        ))}
      </article>
    </Portal>
  );
}
