import { Button } from '@mantine/core';
import { useState } from 'react';
import { type Benefit, useBenefitWords } from '../../../entities/program/use-benefit-words';
import { useMistakeText, useValue } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { FieldMistake } from '../../../shared/document/field-mistake';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { BenefitsDialog } from './benefits-dialog';
import classes from './editor.module.css';

/** The benefits of a tier besides its discount and points, with the button that changes them. */
export function Benefits({ path }: { readonly path: DocumentPath }) {
  const { t } = useTranslation('admin');
  const benefits = useValue<readonly Benefit[]>(path);
  const { code: tier } = useValue<{ readonly code: string }>(path.slice(0, -1));
  const mistake = useMistakeText(path, true);
  const words = useBenefitWords();
  const [isOpen, setIsOpen] = useState(false);
  const did = benefits.length === 0 ? 'add' : 'change';
  return (
    <div className={classes.benefits}>
      <ul>
        {benefits.map((benefit, at) => (
          <li key={at}>{words(benefit)}</li>
        ))}
      </ul>
      <Button
        variant="subtle"
        size="compact-md"
        aria-label={t(`program.benefits.${did}Of`, { tier })}
        onClick={() => setIsOpen(true)}
      >
        {t(`program.benefits.${did}`)}
      </Button>
      {mistake !== undefined && <FieldMistake>{mistake}</FieldMistake>}
      {isOpen && <BenefitsDialog path={path} tier={tier} onClose={() => setIsOpen(false)} />}
    </div>
  );
}
