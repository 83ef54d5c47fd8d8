namespace Scim.EmbeddedMongo.Commands;

/// <summary>All commands by name and alias.</summary>
internal sealed class CommandTable
{
    private readonly Dictionary<string, Command> _commands = new(StringComparer.Ordinal);

    public CommandTable(params IEnumerable<Command> commands)
    {
        foreach (Command command in commands)
        {
            _commands.Add(command.Name, command);
            foreach (string alias in command.Aliases) _commands.Add(alias, command);
        }
    }

    public Command? Find(string name) => _commands.GetValueOrDefault(name);

    public static CommandTable Create() => new(
        new HelloCommand(),
        new PingCommand(),
        new BuildInfoCommand(),
        new InsertCommand(),
        new FindCommand(),
        new GetMoreCommand(),
        new KillCursorsCommand(),
        new UpdateCommand(),
        new DeleteCommand(),
        new FindAndModifyCommand(),
        new AggregateCommand(),
        new CountCommand(),
        new DistinctCommand(),
        new ExplainCommand(),
        new CollStatsCommand(),
        new DbStatsCommand(),
        new ServerStatusCommand(),
        new CreateCommand(),
        new DropCommand(),
        new DropDatabaseCommand(),
        new CreateIndexesCommand(),
        new DropIndexesCommand(),
        new ListIndexesCommand(),
        new ListCollectionsCommand(),
        new ListDatabasesCommand(),
        new CommitTransactionCommand(),
        new AbortTransactionCommand(),
        new EndSessionsCommand(),
        new EndSessionsCommand("killSessions"));
}
