import { useQuery, useQueryClient } from '@tanstack/react-query';
import { botQuery, connectBot, disconnectBot } from '../../entities/look/bot.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { BotForm } from './bot-form';

const MOST_CHARACTERS = 120;

/** The own Telegram bot of the network. */
export function BotPanel() {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const bot = useQuery(botQuery);
  return (
    <Panel title={t('look.bot.title')}>
      <Help>{t('look.bot.help')}</Help>
      {bot.isPending && <Loading />}
      <FailureNotice error={bot.error} retry={bot} />
      {bot.data !== undefined && (
        <BotForm
          key={bot.data.connectedAt}
          bot={bot.data}
          words="look.bot"
          most={MOST_CHARACTERS}
          connect={connectBot}
          disconnect={disconnectBot}
          onChanged={(now) => queries.setQueryData(botQuery.queryKey, now)}
        />
      )}
    </Panel>
  );
}
