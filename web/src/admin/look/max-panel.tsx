import { Button, Stack, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  changeMaxBot,
  connectMaxBot,
  disconnectMaxBot,
  MESSAGE_KINDS,
  type MaxBot,
  maxBotQuery,
  type MessageKind,
  removeMaxContract,
} from '../../entities/look/max-bot.api';
import { useState } from 'react';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice, ProblemNotice } from '../../shared/ui/problem-notice';
import { Question } from '../../shared/ui/question';
import { Row, RowList } from '../../shared/ui/row-list';
import { BotForm } from './bot-form';
import classes from './look-page.module.css';
import { MaxContractDialog } from './max-contract-dialog';

const MOST_CHARACTERS = 300;

/** The bot of the network in MAX, and which messages it may send of its own accord. */
export function MaxPanel() {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const bot = useQuery(maxBotQuery);
  const keep = (now: MaxBot) => void queries.setQueryData(maxBotQuery.queryKey, now);
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
            most={MOST_CHARACTERS}
            connect={connectMaxBot}
            disconnect={disconnectMaxBot}
            onChanged={keep}
          />
          {bot.data.username !== null && <Connected bot={bot.data} onChanged={keep} />}
          <Contracts bot={bot.data} onChanged={keep} />
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
function Contracts({ bot, onChanged }: PartProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [recorded, setRecorded] = useState<MessageKind | null>(null);
  const [removed, setRemoved] = useState<MessageKind | null>(null);
  const removing = useMutation({
    mutationFn: removeMaxContract,
    onSuccess: (now) => {
      onChanged(now);
      setRemoved(null);
    },
  });
  return (
    <>
      <h3 className={classes.part}>{t('look.max.contracts')}</h3>
      <Help>{t('look.max.rules')}</Help>
      <RowList label={t('look.max.contracts')}>
        {MESSAGE_KINDS.map((kind) => {
          const contract = bot.contracts.find((one) => one.kind === kind);
          const about =
            contract === undefined
              ? [t(`look.max.kindHelp.${kind}`), t('look.max.off')]
              : [
                  t('look.max.by', { number: contract.number, day: format.birthday(contract.signedOn) }),
                  t('look.max.recorded', {
                    name: contract.recordedBy ?? t('look.max.nobody'),
                    at: format.dateTime(contract.recordedAt),
                  }),
                ];
          const label = t(contract === undefined ? 'look.max.turnOn' : 'look.max.turnOff');
          const name = t(`look.max.kind.${kind}`);
          return (
            <Row key={kind} title={name} about={about}>
              <Button
                variant="default"
                aria-label={`${label}: ${name}`}
                onClick={() => {
                  removing.reset();
                  (contract === undefined ? setRecorded : setRemoved)(kind);
                }}
              >
                {label}
              </Button>
            </Row>
          );
        })}
      </RowList>
      <Help>{t('look.max.order')}</Help>
      {recorded !== null && (
        <MaxContractDialog
          kind={recorded}
          onDone={(now) => {
            onChanged(now);
            setRecorded(null);
          }}
          onClose={() => setRecorded(null)}
        />
      )}
      {removed !== null && (
        <Question
          title={t('look.max.removeTitle', { kind: t(`look.max.kind.${removed}`) })}
          help={t('look.max.removeHelp')}
          yes={t('look.max.turnOff')}
          of={removing}
          onYes={() => removing.mutate(removed)}
          onClose={() => setRemoved(null)}
        />
      )}
    </>
  );
}
