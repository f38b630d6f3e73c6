import { useQuery } from '@tanstack/react-query';
import { botQuery } from '../../entities/look/bot.api';
import { connectBot, disconnectBot } from '../../shared/api/operations';
import { useRefresh } from '../../shared/described/use-refresh';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { BotForm } from './bot-form';

/** The own Telegram bot of the network. */
export function BotPanel() {
  const { t } = useTranslation('admin');
  const refresh = useRefresh([botQuery.queryKey]);
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
          connect={connectBot}
          disconnect={disconnectBot}
          refresh={refresh}
        />
      )}
    </Panel>
  );
}
