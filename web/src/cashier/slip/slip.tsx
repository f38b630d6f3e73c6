import { Portal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLook } from '../../entities/look/look.api';
import { useNetwork } from '../../shared/network/network';
import classes from './slip.module.css';

interface SlipProps {
  readonly title: string;
  readonly lines: readonly string[];
  readonly rows: readonly (readonly [label: string, value: string])[];
  readonly remarks: readonly string[];
  /** Printed at the bottom. */
  readonly children?: ReactNode;
}

/** Content for the printer only, as wide as a till roll. A page may have one at a time. */
export function Slip({ title, lines, rows, remarks, children }: SlipProps) {
  const look = useLook(useNetwork().code).data;
  return (
    // A separate node: in the shared one an open dialog would be printed too.
    <Portal className="print-root" reuseTargetNode={false}>
      <main className={`print-only ${classes.slip ?? ''}`}>
        {look?.logo != null && <img className={classes.logo} src={look.logo.url} alt="" />}
        <h1>{title}</h1>
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
        <dl>
          {rows.map(([label, value], index) => (
            <div key={index}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {remarks.map((remark, index) => (
          <p key={index}>{remark}</p>
        ))}
        {children}
        {look?.texts.slip != null && <p>{look.texts.slip}</p>}
      </main>
    </Portal>
  );
}
