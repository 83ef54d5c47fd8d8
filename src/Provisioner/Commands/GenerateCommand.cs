using System.CommandLine;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Generation;

namespace Scim.Provisioning.Commands;

/// <summary><c>generate</c></summary>
internal static class GenerateCommand
{
    public static Command Create(TextWriter output, TimeProvider clock)
    {
        var users = new Option<int>("--users") { Description = "The number of users.", DefaultValueFactory = _ => 1_000 };
        var groups = new Option<int>("--groups") { Description = "The number of groups.", DefaultValueFactory = _ => 50 };
        var seed = new Option<int>("--seed") { Description = "The same seed makes the same directory.", DefaultValueFactory = _ => 1 };
        var file = new Option<string>("--out") { Description = "The file to write.", HelpName = "file", DefaultValueFactory = _ => "directory.json" };
        var from = new Option<string?>("--from") { Description = "Change this directory instead of making a new one.", HelpName = "file" };
        var changes = new Option<int>("--changes") { Description = "With --from: the number of changes.", DefaultValueFactory = _ => 100 };
        users.Validators.Add(result => Bounds.AtLeast(result, 0));
        groups.Validators.Add(result => Bounds.AtLeast(result, 0));
        changes.Validators.Add(result => Bounds.AtLeast(result, 0));
        var command = new Command("generate", """
            Make a realistic directory, or change one as the days do.

            Examples:
              provisioner generate --users 10000 --groups 500 --seed 1 --out directory.json
              provisioner generate --from directory.json --changes 200 --seed 2 --out directory.json
            """)
        {
            users, groups, seed, file, from, changes,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            int number = result.GetValue(seed);
            SourceDirectory directory = result.GetValue(from) is { } path
                ? DirectoryChanges.Apply(await DirectoryFile.ReadAsync(path, cancellationToken), result.GetValue(changes), number, clock.GetUtcNow())
                : DirectoryGenerator.Generate(result.GetValue(users), result.GetValue(groups), number);
            await DirectoryWriter.WriteAsync(directory, result.GetValue(file)!, cancellationToken);
            await output.WriteLineAsync(
                $"{result.GetValue(file)}: {directory.Users.Count} users, {directory.Groups.Count} groups, "
                + $"{directory.Groups.Sum(group => group.MemberIds.Count)} memberships, {directory.Assignments.Count} assignments.");
            return (int)ExitCode.Success;
        });
        return command;
    }
}
