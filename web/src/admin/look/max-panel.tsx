import { Stack, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  changeMaxBot,
  MESSAGE_KINDS,
  type MaxBot,
  maxBotQuery,
  type MessageKind,
} from '../../entities/look/max-bot.api';
import { connectMaxBot, disconnectMaxBot, recordMaxContract, removeMaxContract } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { type RowAct, ThingActs } from '../../shared/described/row-acts';
import { useRefresh } from '../../shared/described/use-refresh';
import { todayIn } from '../../shared/format/zone';
import { useNetwork } from '../../shared/network/network';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice, ProblemNotice } from '../../shared/ui/problem-notice';
import { Row, RowList } from '../../shared/ui/row-list';
import { BotForm } from './bot-form';
import classes from './look-page.module.css';

/** The bot of the network in MAX, and which messages it may send of its own accord. */
export function MaxPanel() {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const bot = useQuery(maxBotQuery);
  const keep = (now: MaxBot) => void queries.setQueryData(maxBotQuery.queryKey, now);
  const refresh = useRefresh([maxBotQuery.queryKey]);
  return (
    <Panel title={t('look.max.title')}>
      <Help>{t('look.max.help')}</Help>
      {bot.isPending && <Loading />}
      <FailureNotice error={bot.error} retry={bot} />
      {bot.data?.isAvailable === false && <Help role="status">{t('look.max.unavailable')}</Help>}
      {bot.data?.isAvailable === true && (
        <>
          <Loss bot={bot.data} />
          <BotForm
            key={bot.data.connectedAt}
            bot={bot.data}
            words="look.max"
            connect={connectMaxBot}
            disconnect={disconnectMaxBot}
            refresh={refresh}
          />
          {bot.data.username !== null && <Connected bot={bot.data} onChanged={keep} />}
          <Contracts bot={bot.data} refresh={refresh} />
        </>
      )}
    </Panel>
  );
}

interface PartProps {
  readonly bot: MaxBot;
  readonly onChanged: (bot: MaxBot) => void;
}

/** Warns when MAX does not send updates of the bot. */
function Loss({ bot: { webhookLostAt, webhookFailure } }: Pick<PartProps, 'bot'>) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  if (webhookLostAt === null) return null;
  const words = {
    title: t('look.max.lost', { at: format.dateTime(webhookLostAt) }),
    help: t('look.max.lostHelp', { failure: webhookFailure ?? '' }),
  };
  return <ProblemNotice words={words} />;
}

/** Where the mini app is, and whether contacts of the chat are believed. */
function Connected({ bot, onChanged }: PartProps) {
  const { t } = useTranslation('admin');
  const changing = useMutation({ mutationFn: changeMaxBot, onSuccess: onChanged });
  return (
    <Stack gap={8} mt={16}>
      {bot.miniAppUrl !== null && (
        <dl className={classes.values}>
          <dt>{t('look.max.miniApp')}</dt>
          <dd>{bot.miniAppUrl}</dd>
        </dl>
      )}
      <Switch
        label={t('look.max.trusts')}
        description={t('look.max.trustsHelp')}
        checked={changing.isPending ? changing.variables.trustsContacts : bot.trustsContacts}
        onChange={(event) => changing.mutate({ trustsContacts: event.currentTarget.checked })}
      />
      <FailureNotice error={changing.error} />
    </Stack>
  );
}

/** Kinds of messages that MAX forbids without a contract: each is off until one is recorded. */
function Contracts({ bot, refresh }: { readonly bot: MaxBot; readonly refresh: () => Promise<void> }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { timeZone } = useNetwork();
  const kindName = (kind: MessageKind) => t(`look.max.kind.${kind}`);
  const contractOf = (kind: MessageKind) => bot.contracts.find((one) => one.kind === kind);
  const acts: RowAct<MessageKind>[] = [
    {
      of: recordMaxContract,
      text: t('look.max.turnOn'),
      name: (kind) => `${t('look.max.turnOn')}: ${kindName(kind)}`,
      isShown: (kind) => contractOf(kind) === undefined,
      dialog: (kind, close, done) => (
        <ActDialog
          of={recordMaxContract}
          params={{ kind }}
          title={t('look.max.recordTitle', { kind: kindName(kind) })}
          above={<Help>{t('look.max.recordHelp')}</Help>}
          fields={{
            number: { label: t('look.max.number'), needed: t('look.max.numberNeeded') },
            signedOn: { label: t('look.max.signedOn'), needed: t('look.max.signedNeeded'), last: todayIn(timeZone) },
          }}
          submit={t('look.max.turnOn')}
          cancel={t('look.max.cancel')}
          onDone={done}
          onClose={close}
        />
      ),
    },
    {
      of: removeMaxContract,
      params: (kind) => ({ kind }),
      text: t('look.max.turnOff'),
      name: (kind) => `${t('look.max.turnOff')}: ${kindName(kind)}`,
      isShown: (kind) => contractOf(kind) !== undefined,
      ask: (kind) => ({
        title: t('look.max.removeTitle', { kind: kindName(kind) }),
        help: t('look.max.removeHelp'),
        yes: t('look.max.turnOff'),
      }),
    },
  ];
  function aboutOf(kind: MessageKind): string[] {
    const contract = contractOf(kind);
    if (contract === undefined) return [t(`look.max.kindHelp.${kind}`), t('look.max.off')];
    return [
      t('look.max.by', { number: contract.number, day: format.birthday(contract.signedOn) }),
      t('look.max.recorded', {
        name: contract.recordedBy ?? t('look.max.nobody'),
        at: format.dateTime(contract.recordedAt),
      }),
    ];
  }
  return (
    <>
      <h3 className={classes.part}>{t('look.max.contracts')}</h3>
      <Help>{t('look.max.rules')}</Help>
      <RowList label={t('look.max.contracts')}>
        {MESSAGE_KINDS.map((kind) => (
          <Row key={kind} title={kindName(kind)} about={aboutOf(kind)}>
            <ThingActs thing={kind} acts={acts} refresh={refresh} />
          </Row>
        ))}
      </RowList>
      <Help>{t('look.max.order')}</Help>
    </>
  );
}
