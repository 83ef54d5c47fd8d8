using System.CommandLine;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Requests;
using Scim.Provisioning.Scopes;

namespace Scim.Provisioning.Commands;

/// <summary>The options that describe a job.</summary>
internal sealed class JobArguments
{
    private readonly EndpointArguments _endpoint;
    private readonly StateArgument _state;

    private readonly Option<string?> _mapping = new("--mapping")
    {
        Description = "A mapping file (JSON). Without it the default mapping.",
        HelpName = "file",
    };

    private readonly Option<string?> _scopeFile = new("--scope-file")
    {
        Description = "A scope file (JSON) with scoping filters.",
        HelpName = "file",
    };

    private readonly Option<ScopeMode?> _scope = new("--scope")
    {
        Description = "assigned: assigned users and groups, and direct members of assigned groups. all: the whole directory. [default: assigned]",
    };

    private readonly Option<PatchDialect?> _dialect = new("--dialect")
    {
        Description = "The form of PATCH requests. compliant is what Entra sends with aadOptscim062020. [default: by the URL's flag, else legacy]",
    };

    private readonly Option<WhenNull> _clear = new("--clear")
    {
        Description = "What is sent where the source lost a value: skip (nothing, as Entra), empty (\"\"), null or remove.",
    };

    private readonly Option<int> _concurrency = new("--concurrency")
    {
        Description = "How many objects are worked on at a time.",
        DefaultValueFactory = _ => 8,
    };

    private readonly Option<int> _batch = new("--member-batch")
    {
        Description = "The most members in one PATCH.",
        DefaultValueFactory = _ => 100,
    };

    private readonly Option<bool> _noGroups = new("--no-groups") { Description = "Provision users only, for an endpoint without groups." };

    private readonly Option<bool> _nested = new("--nested-groups") { Description = "Send groups that are members of groups; Entra does not." };

    private readonly Option<bool> _readd = new("--readd-members")
    {
        Description = "Add all members again after a removal, as Entra was seen to do.",
    };

    private readonly Option<int?> _threshold = new("--deletion-threshold")
    {
        Description = "Withhold all deletions and disablings by scope where there are more than this.",
        HelpName = "number",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Run although the job is in quarantine." };

    public JobArguments(Command command)
    {
        _endpoint = new EndpointArguments(command);
        _state = new StateArgument(command);
        foreach (Option option in new Option[] { _mapping, _scopeFile, _scope, _dialect, _clear, _concurrency, _batch, _noGroups, _nested, _readd, _threshold, _force })
            command.Options.Add(option);
        _concurrency.Validators.Add(result => Bounds.AtLeast(result, 1));
        _batch.Validators.Add(result => Bounds.AtLeast(result, 1));
    }

    public ProvisionerOptions Read(ParseResult result, TimeSpan? interval = null) => new()
    {
        Endpoint = _endpoint.Read(result),
        StateFolder = _state.Read(result),
        MappingFile = result.GetValue(_mapping),
        ScopeFile = result.GetValue(_scopeFile),
        Scope = result.GetValue(_scope),
        Dialect = result.GetValue(_dialect),
        Clearing = result.GetValue(_clear),
        Concurrency = result.GetValue(_concurrency),
        MemberBatch = result.GetValue(_batch),
        Groups = !result.GetValue(_noGroups),
        NestedGroups = result.GetValue(_nested),
        ReaddMembers = result.GetValue(_readd),
        DeletionThreshold = result.GetValue(_threshold),
        Force = result.GetValue(_force),
        Interval = interval ?? TimeSpan.FromMinutes(40),
    };
}
