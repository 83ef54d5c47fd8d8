using System.CommandLine;

namespace Scim.Provisioning.Commands;

/// <summary>The option that names the folder of state and log.</summary>
internal sealed class StateArgument
{
    private readonly Option<string> _folder = new("--state")
    {
        Description = "The folder of the job's state and log.",
        HelpName = "folder",
        DefaultValueFactory = _ => "provisioning",
    };

    public StateArgument(Command command) => command.Options.Add(_folder);

    public string Read(ParseResult result) => result.GetValue(_folder)!;

    /// <summary>The folder, which has to be there.</summary>
    public string ReadExisting(ParseResult result)
    {
        string folder = Read(result);
        return Directory.Exists(folder) ? folder : throw ProvisioningException.InvalidInput($"There is no job in '{folder}'.");
    }
}
