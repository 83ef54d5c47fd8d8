using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Cases;
using Scim.Conformance.Tests.Patterns;

namespace Scim.Conformance.Tests.Runs;

/// <summary>Sends the requests of a case and compares the answers, with what the case says and with what every answer has to be.</summary>
internal sealed class StepRun(CaseTenant tenant)
{
    // Without headers of its own, so that a case can leave Authorization away.
    private static readonly HttpClient Http = new();

    private readonly Variables _variables = tenant.Variables();

    public async Task RunAsync(CaseStep step, CancellationToken cancel)
    {
        for (int n = 1; n <= step.Times; n++)
        {
            _variables["n"] = n.ToString(CultureInfo.InvariantCulture);
            using HttpRequestMessage request = Request(step);
            using HttpResponseMessage response = await Http.SendAsync(request, cancel);
            string body = await response.Content.ReadAsStringAsync(cancel);
            Check(step, response, body);
        }
    }

    private HttpRequestMessage Request(CaseStep step)
    {
        string target = _variables.Replace(step.Target);
        var request = new HttpRequestMessage(new HttpMethod(step.Method), target.StartsWith('/') || target.StartsWith('?') ? tenant.TenantUrl + target : target);
        request.Headers.TryAddWithoutValidation("Accept", "application/scim+json");
        if (tenant.Client.DefaultRequestHeaders.Authorization is { } authorization) request.Headers.Authorization = authorization;
        if (step.Body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(_variables.Replace(step.Body)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/scim+json");
        }

        foreach ((string name, string value) in step.Headers) Set(request, name, _variables.Replace(value));
        return request;
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        bool ofContent = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);
        if (ofContent) request.Content ??= new ByteArrayContent([]);
        HttpHeaders headers = ofContent ? request.Content!.Headers : request.Headers;
        headers.Remove(name);
        if (value.Length > 0) headers.TryAddWithoutValidation(name, value);
    }

    private void Check(CaseStep step, HttpResponseMessage response, string body)
    {
        if ((int)response.StatusCode != step.Status) throw new CaseFailure($"It answered {(int)response.StatusCode}, not {step.Status}: {body}");
        JsonNode? json = Parse(body);
        if (step.ExpectedBody is not null)
        {
            JsonNode? pattern = JsonNode.Parse(step.ExpectedBody);
            if (new JsonPattern(_variables).Difference(pattern, json) is { } difference) throw new CaseFailure($"{difference}\n{body}");
        }

        foreach ((string name, string pattern) in step.ExpectedHeaders)
        {
            if (TextPattern.Difference(name, pattern, Value(response, name), _variables) is { } difference) throw new CaseFailure(difference);
        }

        if (AnswerRules.Broken(response, json, tenant.TenantUrl) is { } broken) throw new CaseFailure($"{broken}\n{body}");
    }

    private static JsonNode? Parse(string body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            throw new CaseFailure($"The answer is not JSON: {body}");
        }
    }

    private static string? Value(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;
}
