import { NativeSelect, TextInput } from '@mantine/core';
import { askOrNull } from '../../../shared/api/calls';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { EntryPage } from '../../sign-in/entry-page';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { bound } from '../../../shared/ui/bound';
import { Form } from '../../../shared/ui/form';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { usePageTitle } from '../../../shared/ui/page-title';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { Submit } from '../../../shared/ui/submit';
import { useFields } from '../../../shared/ui/use-fields';
import { drawOfLink, SOURCE_KINDS, type TypedDraw } from './check-link.rules';
import classes from './check-page.module.css';
import { Steps } from './steps';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** A page for anybody: it computes a draw of the wheel again in the browser, of a link or typed by hand. */
export function CheckPage({ network }: { readonly network: string }) {
  const { t } = useTranslation('cabinet');
  const [linked] = useState(() => drawOfLink(location.hash));
  const [draw, setDraw] = useState<TypedDraw | null>(() => (isWhole(linked) ? linked : null));
  usePageTitle(t('wheelCheck.title'));
  return (
    <EntryPage>
      <div className={classes.page}>
        <h1 className={classes.title}>{t('wheelCheck.title')}</h1>
        <p className={classes.text}>{t('wheelCheck.sub')}</p>
        {draw !== null && <Checked network={network} draw={draw} />}
        <TypedParts initial={linked} onCheck={setDraw} />
        <p className={classes.foot}>
          <a href={`/cabinet/${network}/wheel`}>{t('wheelCheck.toWheel')}</a>
        </p>
      </div>
    </EntryPage>
  );
}

function Checked({ network, draw }: { readonly network: string; readonly draw: TypedDraw }) {
  const { t } = useTranslation('cabinet');
  const epoch = useQuery(askOrNull('/api/wheels/{network}/epochs/{id}', { network, id: draw.epoch }));
  if (!window.isSecureContext)
    return <Notice title={t('wheelCheck.insecureTitle')} help={t('wheelCheck.insecureHelp')} />;
  if (epoch.isError) return <FailureNotice error={epoch.error} retry={epoch} />;
  if (epoch.isPending) return <Loading />;
  if (epoch.data === null) return <Notice title={t('wheelCheck.unknownTitle')} help={t('wheelCheck.unknownHelp')} />;
  const { seed, commitment } = epoch.data;
  if (seed === null)
    return (
      <Panel title={t('wheelCheck.runsTitle')}>
        <p className={classes.text}>{t('wheelCheck.runsHelp')}</p>
        <code className={classes.bytes}>{commitment}</code>
      </Panel>
    );
  return <Steps epoch={{ ...epoch.data, seed }} draw={draw} />;
}

interface TypedPartsProps {
  readonly initial: TypedDraw;
  readonly onCheck: (draw: TypedDraw) => void;
}

function TypedParts({ initial, onCheck }: TypedPartsProps) {
  const { t } = useTranslation('cabinet');
  const { field, values, setFieldValue, onSubmit } = useFields({
    initial: { ...initial },
    check: ({ epoch, sourceId, number }) => ({
      epoch: !UUID.test(epoch.trim()) && t('wheelCheck.epochWrong'),
      sourceId: sourceId.trim() === '' && t('wheelCheck.needed'),
      number: number.trim() === '' && t('wheelCheck.needed'),
    }),
  });
  const text = (name: Exclude<keyof TypedDraw, 'sourceKind'>) => ({
    label: t(`wheelCheck.field.${name}`),
    autoComplete: 'off',
    ...field(name),
  });
  const submit = onSubmit((typed) => onCheck(trimmed(typed)));
  return (
    <Panel title={t('wheelCheck.byHand')}>
      <Form className={classes.form} onSubmit={submit}>
        <TextInput {...text('epoch')} description={t('wheelCheck.epochHelp')} />
        <NativeSelect
          label={t('wheelCheck.field.sourceKind')}
          data={SOURCE_KINDS.map((value) => ({ value, label: t(`wheelCheck.sourceKind.${value}`) }))}
          {...bound(values.sourceKind, (kind) =>
            setFieldValue('sourceKind', SOURCE_KINDS.find((one) => one === kind) ?? 'SALE'),
          )}
        />
        <TextInput {...text('sourceId')} />
        <TextInput {...text('number')} />
        <TextInput {...text('ticket')} description={t('wheelCheck.optional')} inputMode="numeric" />
        <TextInput {...text('given')} description={t('wheelCheck.givenHelp')} inputMode="numeric" />
        <TextInput {...text('commitment')} description={t('wheelCheck.commitmentHelp')} />
        <Submit of={{ error: null, isPending: false }} text={t('wheelCheck.check')} />
      </Form>
    </Panel>
  );
}

function isWhole({ epoch, sourceId, number }: TypedDraw): boolean {
  return UUID.test(epoch) && sourceId !== '' && number !== '';
}

function trimmed(typed: TypedDraw): TypedDraw {
  const { sourceKind, ...texts } = typed;
  const { epoch, sourceId, number, ticket, given, commitment } = texts;
  return {
    sourceKind,
    epoch: epoch.trim().toLowerCase(),
    sourceId: sourceId.trim(),
    number: number.trim(),
    ticket: ticket.trim(),
    given: given.trim(),
    commitment: commitment.trim(),
  };
}
