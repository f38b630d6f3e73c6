import { namesOf } from '../../../shared/described/member-at';
import { useDocumentKit, useList, useValue } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { Field } from '../../../shared/document/field';
import { AddEntry } from '../../../shared/document/list-of';
import { RowsOf } from '../../../shared/document/rows-of';
import { Switched } from '../../../shared/document/switched';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help } from '../../../shared/ui/page';
import { PointsDays } from './points-days';

interface PartProps {
  readonly path: DocumentPath;
}

/** An activity that the programme sees itself, in one line. */
export function OwnActivity({ path }: PartProps) {
  const { t } = useTranslation('admin');
  const { words } = useDocumentKit();
  const label = words('field', namesOf(path)) ?? '';
  return (
    <Switched path={path} label={label} initial={{ points: 100 }} isLine>
      <Field
        path={[...path, 'points']}
        label={t('program.activities.pointsFor', { activity: label })}
        width={150}
        isInline
      />
      <PointsDays path={[...path, 'validity']} />
    </Switched>
  );
}

/** The activities that other systems report, each in one line. */
export function Reported({ path }: PartProps) {
  const { words } = useDocumentKit();
  const { items } = useList<ProgramDocument['activities']['reported'][number]>(path);
  const counters = useValue<ProgramDocument['tierCounters']>(['tierCounters']);
  const withCounters = counters.length > 0 || items.some(({ counts }) => counts !== undefined);
  return (
    <>
      {items.length > 0 && (
        <RowsOf path={path} label={words('field', namesOf(path)) ?? ''} beside={withCounters ? [] : ['counts']} />
      )}
      <AddEntry path={path} />
      <Help>{words('help', namesOf(path))}</Help>
    </>
  );
}
