using System.CommandLine;
using Scim.Provisioning.Endpoints;

namespace Scim.Provisioning.Commands;

/// <summary>The options that say where requests go and how.</summary>
internal sealed class EndpointArguments
{
    public const string UrlVariable = "SCIM_TENANT_URL";
    public const string TokenVariable = "SCIM_TOKEN";

    private readonly Option<string?> _url = new("--tenant-url")
    {
        Description = $"The Tenant URL, with or without ?aadOptscim062020. Without it the variable {UrlVariable}.",
        HelpName = "url",
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = $"The Secret Token. Without it the variable {TokenVariable}, which other users of the machine cannot see.",
        HelpName = "token",
    };

    private readonly Option<TimeSpan> _timeout = new("--timeout")
    {
        Description = "How long a request may take.",
        HelpName = "duration",
        CustomParser = DurationText.Parse,
        DefaultValueFactory = _ => TimeSpan.FromSeconds(100),
    };

    private readonly Option<double> _rate = new("--rate")
    {
        Description = "The most requests a second; 0 is no limit.",
        HelpName = "number",
    };

    private readonly Option<int> _attempts = new("--attempts")
    {
        Description = "How often a request is sent at most.",
        HelpName = "number",
        DefaultValueFactory = _ => 5,
    };

    private readonly Option<TimeSpan> _backoff = new("--backoff")
    {
        Description = "The first pause before a retry; each next one is twice as long.",
        HelpName = "duration",
        CustomParser = DurationText.Parse,
        DefaultValueFactory = _ => TimeSpan.FromSeconds(1),
    };

    /// <summary>Adds the options to a command; one that sends each request once takes no retries and no rate.</summary>
    public EndpointArguments(Command command, bool withRetries = true)
    {
        foreach (Option option in new Option[] { _url, _token, _timeout }) command.Options.Add(option);
        if (!withRetries) return;

        foreach (Option option in new Option[] { _rate, _attempts, _backoff }) command.Options.Add(option);
        _rate.Validators.Add(result => Bounds.AtLeast(result, 0.0));
        _attempts.Validators.Add(result => Bounds.AtLeast(result, 1));
    }

    public EndpointOptions Read(ParseResult result) => Base(result) with
    {
        Rate = result.GetValue(_rate),
        Attempts = result.GetValue(_attempts),
        Backoff = result.GetValue(_backoff),
    };

    /// <summary>What is left of them for a command without retries.</summary>
    public EndpointOptions Base(ParseResult result) => new()
    {
        TenantUrl = Text(result.GetValue(_url), UrlVariable, "--tenant-url"),
        Token = Text(result.GetValue(_token), TokenVariable, "--token"),
        Timeout = result.GetValue(_timeout),
    };

    private static string Text(string? given, string variable, string option)
    {
        string? text = given ?? Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(text)
            ? throw ProvisioningException.InvalidInput($"{option} is missing, and the variable {variable} is not set.")
            : text;
    }
}
